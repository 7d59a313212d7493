"""The code a manager reads out over the phone: only who knows the laptop's secret can make it, for one challenge."""

import hmac

DIGITS = 8
SHORT = 6


def short_name(device: str) -> str:
    """What of a laptop's id is told over the phone."""
    return device.rpartition(".")[2][:SHORT]


def unlock_code(secret: str, device: str, challenge: str) -> str:
    """Eight digits that let a locked laptop open once, in answer to the number on its screen."""
    seal = hmac.digest(secret.encode(), f"unlock\n{device}\n{challenge}".encode(), "sha256")
    return f"{int.from_bytes(seal, 'big') % 10**DIGITS:0{DIGITS}}"


def digits_of(typed: str) -> str:
    """The digits of what somebody typed, however they were grouped, in full width too."""
    return "".join(str(int(one)) for one in typed if one.isdecimal())
