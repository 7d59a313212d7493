"""The tree on the screen: a painted line a person, opened and closed by the arrow keys."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _, format_money, ngettext
from crm_desktop.features.referrals.records import TreeNode
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.ui.pages.referrals.lines import STEP_TONES
from crm_desktop.ui.pages.referrals.tree_model import NODE, TreeModel
from crm_desktop.ui.people.rows import scale_pills
from crm_desktop.ui.theme import fonts, icons, theme
from crm_desktop.ui.theme.tokens import SCALE, WEIGHT_TITLE
from crm_desktop.ui.widgets.avatar import paint_avatar
from crm_desktop.ui.widgets.chip import Pill, paint_pill, pill_width

TALL, SIGN, INDENT = 44, 28, 28


def said(node: TreeNode) -> str:
    """Whom this person brought, and what that brought them."""
    if not node.descendants:
        return ""
    own = ngettext("brought {n}", "brought {n}", node.people).format(n=f"{node.people:,}")
    more = node.descendants - node.people
    below = ngettext("and {n} through them", "and {n} through them", more).format(n=f"{more:,}") if more else ""
    earned = _("earned {money}").format(money=format_money(node.own.earned)) if node.own.earned else ""
    return " · ".join(filter(None, (" ".join(filter(None, (own, below))), earned)))


class NodeDelegate(QStyledItemDelegate):
    """Sign, name, scale, step; on the right whom they brought."""

    def __init__(self, view: "TreeView") -> None:
        super().__init__(view)
        self._view = view

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(240, TALL)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        node: TreeNode | None = index.data(NODE)
        if node is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, area = theme.tokens(), option.rect.adjusted(0, 1, -1, -1)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_tint if selected else colours.hover))
            painter.drawRoundedRect(area, SCALE.radius, SCALE.radius)
        inner = area.adjusted(SCALE.s, 0, -SCALE.m, 0)
        paint_avatar(painter, QRect(inner.left(), inner.center().y() - SIGN // 2, SIGN, SIGN), node.name)
        inner.setLeft(inner.left() + SIGN + SCALE.s)
        painter.setFont(fonts.sized(SCALE.small))
        words = said(node)
        wide = painter.fontMetrics().horizontalAdvance(words)
        painter.setPen(QColor(colours.muted))
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        inner.setRight(inner.right() - wide - SCALE.m)
        self._name(painter, inner, node, selected=selected)
        painter.restore()

    def _name(self, painter: QPainter, area: QRect, node: TreeNode, *, selected: bool) -> None:
        pills = list(scale_pills(node.level, node.status))
        if node.step and self._view.shop is not None:
            label = self._view.shop.label_of("referral_steps", node.step)
            pills.append(Pill(label, STEP_TONES.get(node.step, "muted")))  # type: ignore[call-overload]
        taken = sum(pill_width(pill.text) + SCALE.xs for pill in pills) + SCALE.s
        painter.setFont(fonts.sized(SCALE.card_title, weight=WEIGHT_TITLE))
        painter.setPen(QColor(theme.tokens().text))
        metrics = painter.fontMetrics()
        room = max(area.width() - taken, 40)
        wide = min(metrics.horizontalAdvance(node.name), room)
        shown = metrics.elidedText(node.name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        left = area.left() + wide + SCALE.s
        for pill in pills:
            left += paint_pill(painter, left, area.center().y() + 1, pill, selected=selected) + SCALE.xs


class TreeView(QTreeView):
    """`opened` tells who was chosen by Enter or a double click."""

    opened = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.shop: ShopRules | None = None
        self.tree = TreeModel(self)
        self.setModel(self.tree)
        self.setItemDelegate(NodeDelegate(self))
        self.setAccessibleName(_("Who brought whom"))
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(INDENT)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(lambda _index: self.open_current())

    def person(self) -> str:
        """The id of the marked person."""
        node = self.tree.node(self.currentIndex())
        return node.contact if node is not None else ""

    def open_current(self) -> None:
        """As Enter does."""
        if self.person():
            self.opened.emit(self.person())

    @override
    def drawBranches(self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        """Only a chevron where somebody stands below: the style's own lines and grounds belong to file trees."""
        if not self.tree.rowCount(index):
            return
        spot = QRect(rect.right() - INDENT + 5, rect.center().y() - 9, 18, 18)
        icons.paint(
            painter, spot, "chevron-down" if self.isExpanded(index) else "chevron-right", theme.tokens().muted)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_current()
            return
        super().keyPressEvent(event)
