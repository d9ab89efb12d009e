"""Why an upload is no photo here; each text is a sentence for the user."""

NOT_A_PHOTO = "这不是可用的照片，请重新拍照或选择 JPG、PNG 图片"
DAMAGED = "照片文件已损坏或不完整，请重新拍照或另选一张"
TOO_HEAVY = "照片超过 12 MB，请用手机默认画质重拍"
TOO_LARGE = "照片的像素过大，请用手机默认画质重拍"
ANIMATED = "动态图片不能作为照片，请重新拍照或选择静态图片"
BLANK = "签名是空白的，请对方在框内签名"
WITHDRAWN = "这张照片已经去掉，没有保存"
BUSY = "服务器正忙，请稍后重传这张照片"


class PhotoRefused(Exception):
    """The upload is not a usable photo; the text is shown to the user."""


class PhotoWithdrawn(PhotoRefused):
    """Who took it has taken it back before it came."""

    def __init__(self):
        super().__init__(WITHDRAWN)


class PhotoBusy(PhotoRefused):
    """Others are being decoded; the same upload may come again."""

    def __init__(self):
        super().__init__(BUSY)
