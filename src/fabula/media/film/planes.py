"""A picture as a film stores it: brightness and two half-size planes of colour (BT.709)."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av import VideoFrame
    from PIL.Image import Image

Box = tuple[float, float, float, float]


def opened(picture: bytes) -> Image:
    """A PNG or JPEG as an image in RGB or, if any of it is transparent, RGBA.

    Raises:
        ValueError: The bytes are no picture.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        image = Image.open(io.BytesIO(picture))
        transparent = image.has_transparency_data
        return image.convert("RGBA" if transparent else "RGB")
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise ValueError(f"The bytes are no picture that can be read: {error}.") from error


def opaque(image: Image) -> Image:
    """The image in RGB; what was transparent is white, as paper is."""
    from PIL import Image as Images

    if image.mode == "RGB":
        return image
    return Images.alpha_composite(Images.new("RGBA", image.size, "white"), image).convert("RGB")


def fitted(image: Image, width: int, height: int) -> Image:
    """The image scaled to lie within a size, centred on black; itself if it has that size."""
    from PIL import Image as Images
    from PIL import ImageOps

    if image.size == (width, height):
        return image
    return ImageOps.pad(image, (width, height), Images.Resampling.LANCZOS, color="black")


@dataclass(frozen=True, slots=True)
class Planes:
    """A picture as three greyscale images; width and height of `y` are even."""

    y: Image
    u: Image
    v: Image

    @staticmethod
    def of(image: Image) -> Planes:
        """The planes of an opaque image in RGB, of even size."""
        from av import VideoFrame
        from PIL import Image as Images

        frame = VideoFrame.from_image(image).reformat(  # type: ignore[no-untyped-call]
            format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG"
        )
        y, u, v = (
            # A row of a plane may be longer than the picture is wide.
            Images.frombuffer(
                "L", (plane.line_size, plane.height), bytes(plane), "raw", "L", 0, 1
            ).crop((0, 0, plane.width, plane.height))
            for plane in frame.planes
        )
        return Planes(y, u, v)

    def frame(self) -> VideoFrame:
        """The planes as a frame that an encoder takes."""
        from av import VideoFrame

        frame = VideoFrame(self.y.width, self.y.height, "yuv420p")
        for plane, image in zip(frame.planes, (self.y, self.u, self.v), strict=True):
            plane.update(image.crop((0, 0, plane.line_size, plane.height)).tobytes())
        return frame

    def zoomed(self, box: Box, width: int, height: int) -> Planes:
        """A part of the picture at another size, to a fraction of a pixel.

        Args:
            box: Left, top, right and bottom of the part, as shares of the width and height.
            width: In pixels, even.
            height: In pixels, even.
        """
        from PIL import Image as Images

        left, top, right, bottom = box

        def part(plane: Image, across: int, down: int) -> Image:
            edges = (
                left * plane.width,
                top * plane.height,
                right * plane.width,
                bottom * plane.height,
            )
            return plane.resize((across, down), Images.Resampling.BICUBIC, box=edges)

        half = (width // 2, height // 2)
        return Planes(part(self.y, width, height), part(self.u, *half), part(self.v, *half))

    def blended(self, other: Planes, share: float) -> Planes:
        """This picture with a share (0 to 1) of another one of the same size over it."""
        from PIL import Image as Images

        return Planes(
            Images.blend(self.y, other.y, share),
            Images.blend(self.u, other.u, share),
            Images.blend(self.v, other.v, share),
        )

    def covered(self, cover: Cover, left: int, top: int) -> Planes:
        """This picture with another one laid upon it at an even place."""
        y, u, v = self.y.copy(), self.u.copy(), self.v.copy()
        y.paste(cover.planes.y, (left, top), cover.mask)
        for plane, colour in ((u, cover.planes.u), (v, cover.planes.v)):
            plane.paste(colour, (left // 2, top // 2), cover.half_mask)
        return Planes(y, u, v)


@dataclass(frozen=True, slots=True)
class Cover:
    """A picture to be laid upon another, and how opaque it is where (255 is fully)."""

    planes: Planes
    mask: Image
    half_mask: Image

    @staticmethod
    def of(image: Image) -> Cover:
        """The cover of an image in RGB or RGBA; an odd size grows by a transparent pixel."""
        from PIL import Image as Images

        size = (image.width + image.width % 2, image.height + image.height % 2)
        whole = image.convert("RGBA").crop((0, 0, *size))
        mask = whole.getchannel("A")
        half = mask.resize((size[0] // 2, size[1] // 2), Images.Resampling.BOX)
        return Cover(Planes.of(whole.convert("RGB")), mask, half)
