"""The import wizard, step by step, with a made-up file, on a profile that may be written."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QDialog

from crm_desktop.base import i18n
from crm_desktop.base.i18n import _
from crm_desktop.ui.pages.importing.wizard import ImportWizard
from crm_desktop.ui.tour.drawing import Scene, settle
from crm_desktop.ui.window.window import Window

SHEETS = {
    "zh_CN": (
        "姓名,手机,微信,生日,单位,职务,意向级别,意向车型,来源,备注,车牌\n"
        "陈静怡,138 0013 8001,chenjy,1988-05-12,蓝海设计,设计总监,H,海豹 06,老客户介绍,周末陪家人看车,沪A12345\n"
        "刘建国,13900139002,,农历八月十五,,,A,宋 PLUS,网络线索,想置换旧车,\n"
        "王䶮,13700137003,wangyan3,,远航物流,经理,B,,自然进店,,\n"
        "陈静怡,13800138001,,,,,,,,重复的一行,\n"
        ",,,,,,,,,,\n"
        "赵敏,12345,,,,,C,,展会,号码待核实,\n"
    ),
    "en": (
        "Name,Phone,WeChat,Birthday,Company,Job,Level,Model,Source,Note,Plate\n"
        "Grace Miller,138 0013 8001,gmiller,1988-05-12,Blue Sea,Director,H,Seal 06,Referral,With family,沪A12345\n"
        "Tom Baker,13900139002,,8-15,,,A,Song PLUS,Web,Has a car to trade in,\n"
        "Helen Foster,13700137003,hfoster,,Far Sail Logistics,Manager,B,,Walk-in,,\n"
        "Grace Miller,13800138001,,,,,,,,The same once more,\n"
        ",,,,,,,,,,\n"
        "Peter Cole,12345,,,,,C,,Fair,Number to be checked,\n"
    ),
}


def importing(folder: Path) -> list[Scene]:
    """All steps; the file is written into `folder`."""
    sheet = folder / ("客户名单.csv" if i18n.language() == "zh_CN" else "customers.csv")
    cards = folder / "phone.vcf"
    return [
        Scene("import-1-files", "Import: choose files", _start),
        Scene("import-1-refused", "Import: a file without people", partial(_refused, folder)),
        Scene("import-2-columns", "Import: what the columns mean", partial(_columns, [sheet])),
        Scene("import-2-two-files", "Import: two files", partial(_columns, [sheet, cards])),
        Scene("import-3-verdicts", "Import: what becomes of each row", partial(_verdicts, [sheet])),
        Scene("import-3-known", "Import: only those already known", partial(_filtered, [sheet])),
        Scene("import-4-working", "Import: on its way", partial(_working, [sheet])),
        Scene("import-5-done", "Import: done", partial(_done, [sheet])),
        Scene("import-6-past", "Settings: past imports", _past),
    ]


def _write(files: list[Path]) -> None:
    for file in files:
        if file.suffix == ".vcf":
            name = "周桂芳" if i18n.language() == "zh_CN" else "Mary Quinn"
            card = f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nTEL;TYPE=CELL:13600136004\nEND:VCARD\n"
            file.write_text(card, encoding="utf-8")
        else:
            file.write_text(SHEETS[i18n.language()], encoding="utf-8-sig")


def _start(window: Window) -> None:
    if not window.is_open:
        window.open_profile()
    window.show_page("customers")
    settle(window.services.lanes, window, 1)
    window.perform("import")


def _wizard(window: Window) -> ImportWizard:
    return window.findChildren(ImportWizard)[-1]


def _refused(folder: Path, window: Window) -> None:
    _start(window)
    file = folder / "photo.csv"
    file.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(400))
    _wizard(window).take_files([str(file)])


def _columns(files: list[Path], window: Window) -> None:
    _write(files)
    _start(window)
    _wizard(window).take_files([str(file) for file in files])
    settle(window.services.lanes, window)


def _verdicts(files: list[Path], window: Window) -> None:
    _columns(files, window)
    _wizard(window).next.click()
    settle(window.services.lanes, window)


def _filtered(files: list[Path], window: Window) -> None:
    _verdicts(files, window)
    chips = list(_wizard(window).verdicts._chips.values())
    chips[-1].click()


def _working(files: list[Path], window: Window) -> None:
    _verdicts(files, window)
    wizard = _wizard(window)
    wizard._go(3)
    wizard.said.setText(_("Importing; you can go on working meanwhile."))
    wizard.progress.setRange(0, 100)
    wizard.progress.setValue(40)


def _done(files: list[Path], window: Window) -> None:
    _verdicts(files, window)
    _wizard(window).next.click()
    settle(window.services.lanes, window)


def _past(window: Window) -> None:
    for dialog in window.findChildren(QDialog):
        dialog.close()
    window.open_record("settings", "data")
