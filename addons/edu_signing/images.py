# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Images of signatures and seals: transparent PNG, blue or red (KP Đ13)."""

import io

from PIL import Image

from odoo.exceptions import ValidationError

MAX_BYTES = 300 * 1024
MIN_SIDE, MAX_SIDE = 60, 1000
PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
# Below this the pixel is the soft edge of a stroke and its colour says little.
OPAQUE = 128


def check_image(env, data: bytes, colour: str) -> None:
    """Check an image before it is kept.

    :param colour: ``"blue"`` for a person's signature, ``"red"`` for a seal
    :raises ValidationError: says which property is wrong
    """
    if len(data) > MAX_BYTES:
        raise ValidationError(
            env._("The image is larger than %(limit)s KB.", limit=MAX_BYTES // 1024)
        )
    if not data.startswith(PNG_MAGIC):
        raise ValidationError(env._("The image must be a PNG file."))
    try:
        image = Image.open(io.BytesIO(data), formats=["PNG"])
        _check_sides(env, image.size)
        transparent = image.mode in ("RGBA", "LA") or "transparency" in image.info
        pixels = image.convert("RGBA")
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValidationError(env._("The PNG file is damaged.")) from error
    low, high = pixels.getchannel("A").getextrema()
    if not transparent or low >= OPAQUE:
        raise ValidationError(env._("The image needs a transparent background (PNG)."))
    if high < OPAQUE or _main_colour(pixels) != colour:
        raise ValidationError(
            env._("The image of a signature must be blue.")
            if colour == "blue"
            else env._("The image of a seal must be red.")
        )


def _check_sides(env, size):
    if not all(MIN_SIDE <= side <= MAX_SIDE for side in size):
        raise ValidationError(
            env._(
                "The image is %(width)s × %(height)s pixels; each side must have"
                " %(low)s to %(high)s.",
                width=size[0],
                height=size[1],
                low=MIN_SIDE,
                high=MAX_SIDE,
            )
        )


def _main_colour(pixels) -> str:
    mask = pixels.getchannel("A").point(lambda alpha: 255 if alpha >= OPAQUE else 0)
    red, green, blue = (
        sum(value * count for value, count in enumerate(channel.histogram(mask)))
        for channel in pixels.split()[:3]
    )
    if blue > max(red, green):
        return "blue"
    return "red" if red > max(green, blue) else "other"
