"""Parts that are made when they are first asked for."""

from PySide6.QtWidgets import QLabel, QWidget

from crm_desktop.ui.widgets.lazy_stack import LazyStack


def test_a_part_is_made_when_it_is_first_shown(qtbot):
    made = []

    def maker(name):
        def make():
            made.append(name)
            return QLabel(name)

        return make

    parent = QWidget()
    qtbot.addWidget(parent)
    stack = LazyStack([maker("a"), maker("b"), maker("c")], parent)
    before = list(made)

    stack.show_part(1)
    stack.show_part(0)
    stack.show_part(1)

    assert (before, made, stack.has(2)) == ([], ["b", "a"], False)
    assert stack.count() == 3
    assert stack.currentWidget() is stack.part(1)


def test_a_part_asked_for_from_elsewhere_leaves_the_one_on_show(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    stack = LazyStack([lambda: QLabel("a"), lambda: QLabel("b")], parent)
    stack.show_part(1)

    other = stack.part(0)

    assert stack.currentWidget() is stack.part(1)
    assert stack.widget(0) is other
