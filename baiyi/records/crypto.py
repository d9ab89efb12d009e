"""Personal text at rest: SM4-GCM. Stored as `keyid:nonce+ciphertext+tag` in base64, so that keys can be rotated."""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

NONCE_BYTES = 12
TAG_BYTES = 16


class CannotDecrypt(Exception):
    """The key is unknown, or the stored text was changed."""


def encrypt(text: str) -> str:
    nonce = os.urandom(NONCE_BYTES)
    encryptor = Cipher(algorithms.SM4(_key(settings.FIELD_KEY_ID)), modes.GCM(nonce)).encryptor()
    sealed = encryptor.update(text.encode()) + encryptor.finalize()
    return f"{settings.FIELD_KEY_ID}:{base64.b64encode(nonce + sealed + encryptor.tag).decode()}"


def decrypt(stored: str) -> str:
    key_id, _, packed = stored.partition(":")
    key = _key(key_id)
    try:
        raw = base64.b64decode(packed, validate=True)
        nonce, sealed, tag = raw[:NONCE_BYTES], raw[NONCE_BYTES:-TAG_BYTES], raw[-TAG_BYTES:]
        decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
        return (decryptor.update(sealed) + decryptor.finalize()).decode()
    except (InvalidTag, ValueError) as error:  # changed, or cut short
        raise CannotDecrypt("密文已损坏或密钥不符") from error


def _key(key_id: str) -> bytes:
    try:
        return bytes.fromhex(settings.FIELD_KEYS[key_id])
    except KeyError as error:
        raise CannotDecrypt(f"没有编号为 {key_id} 的密钥") from error
