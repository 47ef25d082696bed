#!/usr/bin/env python3
"""The config hash of docs/config-hash.md, written a second time, from the document alone.

    python3 config_hash.py check config-hash-vectors.json     every vector must hold; exit 1 names those that do not
    python3 config_hash.py hash BODY.json ENDPOINT-URL REPEAT prints the canonical text and its hash

Needs nothing but the standard library.
"""
import hashlib
import ipaddress
import json
import re
import sys

EXAMPLE = "http://127.0.0.1:11434/v1"


class Refused(ValueError):
    """The input has no canonical form."""


class Whole(str):
    """A number written without fraction and exponent: its digits, not yet rounded."""


def number_text(value):
    """ECMAScript's Number::toString of a double. repr() has the shortest digits that round-trip."""
    if value != value or value in (float("inf"), float("-inf")):
        raise Refused("not finite")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0)
    if whole == "0":
        point = int(exponent or 0) - (len(fraction) - len(fraction.lstrip("0")))
    digits = digits.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return sign + digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    text = digits[0] + ("." + digits[1:] if count > 1 else "")
    return "%s%se%s%d" % (sign, text, "+" if point > 0 else "-", abs(point - 1))


def whole_text(digits):
    """A whole number is refused when its canonical text would be another number."""
    exact = int(digits)
    try:
        text = number_text(float(exact))
    except OverflowError:
        raise Refused("too large: " + digits) from None
    mantissa, _, exponent = text.partition("e+")
    if exponent:
        whole, _, fraction = mantissa.partition(".")
        shown = int(whole + fraction) * 10 ** (int(exponent) - len(fraction))
    else:
        shown = int(text)
    if shown != exact:
        raise Refused("rounded beyond 2^53: " + digits)
    return text


def string_text(text):
    out = ['"']
    short = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    for char in text:
        if char in short:
            out.append(short[char])
        elif ord(char) < 0x20:
            out.append("\\u%04x" % ord(char))
        elif 0xD800 <= ord(char) <= 0xDFFF:
            raise Refused("lone surrogate")
        else:
            out.append(char)
    return "".join(out) + '"'


def canonical(value):
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, Whole):
        return whole_text(value)
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, str):
        return string_text(value)
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join(string_text(name) + ":" + canonical(value[name]) for name in names) + "}"


def unique(pairs):
    result = {}
    for name, value in pairs:
        if name in result:
            raise Refused("key twice: " + name)
        result[name] = value
    return result


def no_constant(name):
    raise Refused(name + " is not JSON")


def parse(text):
    try:
        return json.loads(text, parse_int=Whole, parse_float=float, object_pairs_hook=unique, parse_constant=no_constant)
    except json.JSONDecodeError as error:
        raise Refused(str(error)) from None


def endpoint_text(url):
    url = url.strip()
    match = re.fullmatch(r"(?i)(https?)://(\[[0-9a-f:.]+\]|[^/?#@:\[\]\s]+)(?::([0-9]*))?(/[^?#]*)?", url)
    if not match:
        raise Refused("not a base URL")
    scheme, host, port, path = match.group(1).lower(), match.group(2), match.group(3), match.group(4) or ""
    if host.startswith("["):
        address = ipaddress.IPv6Address(host[1:-1])
        mapped = address.ipv4_mapped
        host = "[::ffff:%s]" % mapped if mapped else "[%s]" % address.compressed
    else:
        host = host.encode("idna").decode() if not host.isascii() else host
        if not re.fullmatch(r"[A-Za-z0-9._-]+", host):
            raise Refused("host")
        host = host.lower()
    if port:
        if not 1 <= int(port) <= 65535:
            raise Refused("port")
        port = "" if int(port) == {"http": 80, "https": 443}[scheme] else ":" + str(int(port))
    return scheme + "://" + host + (port or "") + path_text(path)


def path_text(path):
    if not path:
        return ""
    out = []
    data = path.encode("utf-8")
    at = 0
    while at < len(data):
        byte = data[at]
        at += 1
        escaped = byte == 0x25
        if escaped:
            digits = data[at:at + 2].decode("latin-1")
            if not re.fullmatch("[0-9A-Fa-f]{2}", digits):
                raise Refused("percent")
            byte = int(digits, 16)
            at += 2
        elif byte <= 0x20:
            raise Refused("blank in path")
        safe = "-._~" if escaped else "-._~!$&'()*+,;=:@/"
        char = chr(byte)
        out.append(char if byte < 0x80 and (char.isalnum() or char in safe) else "%%%02X" % byte)
    segments = []
    parts = "".join(out)[1:].split("/")
    for index, part in enumerate(parts):
        if part == "..":
            del segments[-1:]
        elif part != ".":
            segments.append(part)
            continue
        if index == len(parts) - 1:
            segments.append("")
    return ("/" + "/".join(segments)).rstrip("/")


def preimage(body, endpoint, repeat):
    value = parse(body)
    if not isinstance(value, dict):
        raise Refused("the body must be a JSON object")
    return '{"body":%s,"endpoint":%s,"repeat":%d,"v":1}' % (canonical(value), string_text(endpoint_text(endpoint)), repeat)


def digest(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def check(path):
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    wrong = []
    for vector in document["vectors"]:
        text = preimage(vector["body"], vector["endpoint"], vector["repeat"])
        if text != vector["canonical"] or digest(text) != vector["hash"]:
            wrong.append("%s: %s" % (vector["name"], text))
    for vector in document["refused"]:
        try:
            wrong.append("%s was not refused: %s" % (vector["name"], preimage(vector["body"], vector["endpoint"], 0)))
        except (Refused, ValueError):
            pass
    for line in wrong:
        print("WRONG " + line)
    print("%d vectors, %d refusals, %d wrong" % (len(document["vectors"]), len(document["refused"]), len(wrong)))
    return 1 if wrong else 0


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "check":
        return check(arguments[1])
    if len(arguments) == 4 and arguments[0] == "hash":
        with open(arguments[1], encoding="utf-8") as file:
            text = preimage(file.read(), arguments[2], int(arguments[3]))
        print(text)
        print(digest(text))
        return 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
