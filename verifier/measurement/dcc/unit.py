"""Units of the Digital SI as this program spells them."""

from __future__ import annotations

import re

__all__ = ["dsi_unit"]

_TOKEN = re.compile(r"\\([a-zA-Z]+)(?:\{([^{}]*)\})?")
_LONGEST = 200
_PREFIXES = {
    "deca": "da", "hecto": "h", "kilo": "k", "mega": "M", "giga": "G", "tera": "T", "peta": "P", "deci": "d",
    "centi": "c", "milli": "m", "micro": "u", "nano": "n", "pico": "p", "femto": "f",
}  # fmt: skip
_UNITS = {
    "metre": "m", "kilogram": "kg", "gram": "g", "second": "s", "ampere": "A", "kelvin": "K", "mole": "mol",
    "candela": "cd", "hertz": "Hz", "newton": "N", "pascal": "Pa", "joule": "J", "watt": "W", "coulomb": "C",
    "volt": "V", "farad": "F", "ohm": "ohm", "siemens": "S", "weber": "Wb", "tesla": "T", "henry": "H",
    "degreecelsius": "degC", "lumen": "lm", "lux": "lx", "becquerel": "Bq", "gray": "Gy", "sievert": "Sv",
    "katal": "kat", "day": "d", "hour": "h", "minute": "min", "degree": "deg", "arcminute": "arcmin",
    "arcsecond": "arcsec", "hectare": "ha", "litre": "L", "tonne": "t", "electronvolt": "eV", "dalton": "Da",
    "astronomicalunit": "au", "neper": "Np", "bel": "B", "decibel": "dB", "radian": "rad", "steradian": "sr",
    "percent": "%", "ppm": "ppm", "bit": "bit", "byte": "byte", "bar": "bar", "knot": "kn", "nauticalmile": "nmi",
}  # fmt: skip


def dsi_unit(text: str) -> str:
    r"""A unit of the Digital SI in this program's spelling; what is not one stays as it stands, and is judged so.

    Source:
        SmartCom D-SI, version 2 (2023), units as TeX commands: prefix, unit, `\tothe{n}`, `\per`.

    >>> dsi_unit(r"\metre\second\tothe{-1}"), dsi_unit(r"\micro\metre"), dsi_unit(r"\one")
    ('m/s', 'um', '1')
    """
    plain = "".join(text.split())
    if not plain:
        return ""
    if len(plain) > _LONGEST or _TOKEN.sub("", plain):
        return text.strip()
    powers: list[tuple[str, int]] = []
    prefix, per = "", 1
    for name, argument in _TOKEN.findall(plain):
        if name == "per":
            per = -1
        elif name == "tothe" and powers and re.fullmatch(r"-?[0-9]{1,2}", argument, re.ASCII):
            symbol, sign = powers[-1]
            powers[-1] = (symbol, sign * int(argument))
        elif name in _PREFIXES and not prefix:
            prefix = _PREFIXES[name]
        elif name == "one" and not prefix:
            per = 1
        elif name in _UNITS:
            powers.append((prefix + _UNITS[name], per))
            prefix, per = "", 1
        else:
            return text.strip()
    return text.strip() if prefix else _spelled(powers)


def _spelled(powers: list[tuple[str, int]]) -> str:
    above = [_power(symbol, power) for symbol, power in powers if power > 0]
    below = [_power(symbol, -power) for symbol, power in powers if power < 0]
    if not below:
        return "*".join(above) or "1"
    top = "*".join(above) or "1"
    return f"{top}/{below[0]}" if len(below) == 1 else f"{top}/({'*'.join(below)})"


def _power(symbol: str, power: int) -> str:
    return symbol if power == 1 else f"{symbol}^{power}"
