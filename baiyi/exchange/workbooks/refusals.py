"""Why a file is no workbook here; each text is a sentence for the user that says what to do."""

NOT_A_WORKBOOK = "不是能识别的表格，请用 WPS 或 Excel 另存为 .xlsx 后再上传"
NOT_AS_NAMED = "文件内容和扩展名不一致，请用 WPS 或 Excel 打开后另存为 .xlsx"
EMPTY = "文件是空的，请重新选择"
TOO_HEAVY = "文件超过 {most} MB，请分成几个文件"
ENCRYPTED = "文件设了密码，请去掉密码后再上传"
DAMAGED = "文件已损坏或不完整，请用 WPS 或 Excel 打开后重新保存"
BINARY = "这是二进制工作簿（.xlsb），请另存为 .xlsx"
NESTED = "文件里还套着压缩包或别的工作簿，请只留表格"
STRANGE = "文件结构异常，没有打开；请新建工作簿，把内容粘贴过去再上传"
TOO_LARGE = "解开后的内容超过 {most} MB，没有打开；请删去图片和空白格式，或分成几个文件"
TOO_MANY_PARTS = "文件里的部件超过 {most} 个，没有打开；请新建工作簿，只粘贴表格内容"
TOO_MANY_SHEETS = "工作表超过 {most} 张，请分成几个文件"
TOO_MANY_ROWS = "数据超过 {most} 行，请分成几个文件"
TOO_LONG = "{most} 秒内没有读完，请删去空白格式和公式，或分成几个文件"


class WorkbookRefused(Exception):
    """The file is not read; the text is shown to the user."""
