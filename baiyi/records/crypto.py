"""Personal text at rest: SM4-GCM. Stored as `keyid:nonce+ciphertext+tag` in base64, so that keys can be rotated.

Sealed text cannot be searched. Its fingerprint can: `keyid:` and a keyed HMAC of what was typed, the same for the same
name or number however it was typed. Without the key nobody can try out all telephone numbers on it.
"""

import base64
import hmac
import os
import re

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

from baiyi.records.text import letters

NONCE_BYTES = 12
TAG_BYTES = 16
PRINT_BYTES = 16
PRINT_PURPOSE = b"baiyi: fingerprints of personal text"  # the key that seals is never used for anything else itself
COUNTRY = re.compile(r"(?:00)?86(?=1[3-9]\d{9}$)")  # in front of a mobile number


class CannotDecrypt(Exception):
    """The key is unknown, or the stored text was changed."""


def encrypt(text: str) -> str:
    return f"{settings.FIELD_KEY_ID}:{base64.b64encode(_seal(text.encode())).decode()}"


def decrypt(stored: str) -> str:
    key_id, _, packed = stored.partition(":")
    _key(key_id)
    try:
        return _open(base64.b64decode(packed, validate=True), key_id).decode()
    except ValueError as error:
        raise CannotDecrypt("密文已损坏或密钥不符") from error


def _open(raw: bytes, key_id: str) -> bytes:
    """Raises CannotDecrypt for what was changed, or cut short."""
    key = _key(key_id)
    nonce, sealed, tag = raw[:NONCE_BYTES], raw[NONCE_BYTES:-TAG_BYTES], raw[-TAG_BYTES:]
    try:
        decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
        return decryptor.update(sealed) + decryptor.finalize()
    except (InvalidTag, ValueError) as error:
        raise CannotDecrypt("密文已损坏或密钥不符") from error


def encrypt_file(content: bytes) -> bytes:
    """The same for a file, without base64."""
    return settings.FIELD_KEY_ID.encode() + b":" + _seal(content)


def decrypt_file(stored: bytes) -> bytes:
    """Raises CannotDecrypt."""
    key_id, _, raw = stored.partition(b":")
    return _open(raw, key_id.decode("ascii", "replace"))


def _seal(plain: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    encryptor = Cipher(algorithms.SM4(_key(settings.FIELD_KEY_ID)), modes.GCM(nonce)).encryptor()
    return nonce + encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def fingerprint(text: str) -> str:
    """What is stored beside sealed text, under the key of today; empty for text without a letter or digit."""
    return _fingerprint(text, settings.FIELD_KEY_ID)


def fingerprints(text: str) -> list[str]:
    """What to search for: the fingerprint under every key that is still read, today's first. None for empty text."""
    others = [key_id for key_id in settings.FIELD_KEYS if key_id != settings.FIELD_KEY_ID]
    return [found for key_id in (settings.FIELD_KEY_ID, *others) if (found := _fingerprint(text, key_id))]


def normalised(text: str) -> str:
    """What counts of a name or number: letters and digits, in one width and case.

    Spaces, dashes, dots, brackets and the country code of a mobile number count for nothing, so that 138-0013 8000,
    +86 １３８００１３８０００ and 13800138000 are one number, 买买提·艾力 and 买买提・艾力 one name, …x and …X one ID.
    """
    return COUNTRY.sub("", letters(text), count=1)


def _fingerprint(text: str, key_id: str) -> str:
    if not (plain := normalised(text)):
        return ""
    key = hmac.digest(_key(key_id), PRINT_PURPOSE, "sha256")
    return f"{key_id}:{hmac.digest(key, plain.encode(), 'sha256')[:PRINT_BYTES].hex()}"


def _key(key_id: str) -> bytes:
    try:
        return bytes.fromhex(settings.FIELD_KEYS[key_id])
    except KeyError as error:
        raise CannotDecrypt(f"没有编号为 {key_id} 的密钥") from error
