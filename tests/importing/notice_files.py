"""Notices with their plans and annexes as Word files in the manner of several offices. All offices in them are invented."""

from __future__ import annotations

from collections.abc import Sequence

import docx
from docx.document import Document

from tests.importing.official_word import Grid


def _lines(document: Document, text: str, style: str | None = None) -> None:
    for line in text.strip("\n").split("\n"):
        document.add_paragraph(line, style=style)


def _table(document: Document, *rows: Sequence[str]) -> Grid:
    made = document.add_table(rows=len(rows), cols=max(map(len, rows)), style="Table Grid")
    grid = Grid(made)
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            grid.cell(number, column).paragraphs[0].add_run(text)
    return grid


def workshops() -> Document:
    """A notice whose whole text is one stage: figures with full stops, a day with its year, quotas in a table, levels in percent."""
    document = docx.Document()
    _lines(
        document,
        """
滨河市科学技术局
滨科发〔2025〕17号
关于开展2025年度滨河市众创工坊认定
工作的通知
各县（市、区）科技局，各有关单位：
为推动我市众创工坊建设，现就2025年度认定工作有关事项通知如下。
一、申报条件
（一）在我市注册、运营满1年的独立法人；
（二）场地面积不少于300平方米；
（三）近2年内没有严重违法失信记录。
二、申报材料
1. 《滨河市众创工坊认定申请表》（附件1），一式三份；
2. 营业执照复印件，加盖公章；
3. 由会计师事务所出具的上年度审计报告；
4. 众创工坊自评表（附件3）；
5. 自评各项得分的证明材料；
6. 场地租赁合同或产权证明复印件（原件备查）。
三、申报时间及方式
请申报单位于2025年4月18日前将申报材料报送至所在县（市、区）科技局。各县（市、区）科技局审核后，于2025年4月30日前汇总报送市科技局高新科。
四、有关要求
申报材料用A4纸双面打印，左侧装订成册，封面采用浅黄色皮纹纸。
联系人：高新科，电话 0512-53520000。
附件：1. 滨河市众创工坊认定申请表
2. 推荐名额分配表
3. 众创工坊自评表
滨河市科学技术局
2025年3月10日
""",
    )
    _lines(document, "附件1\n滨河市众创工坊认定申请表")
    _table(
        document, ("工坊名称", "", "运营单位名称", ""), ("成立日期", "", "联系电话", ""), ("场地面积", "", "负责人", "")
    )
    _lines(document, "附件2\n推荐名额分配表")
    _table(
        document,
        *(("序号", "县（市、区）", "推荐数（家）"), ("1", "东河县", "3"), ("2", "西山市", "2")),
        *(("3", "高桥区", "4"), ("", "合计", "9")),
    )
    _lines(document, "附件3\n众创工坊自评表\n工坊名称：____________")
    grid = _table(
        document,
        ("一级指标", "二级指标", "评价内容", "分值", "优（100%）", "良（70%）", "差（0%）", "自评得分"),
        ("一、服务能力（60）", "团队（20）", "有专职服务人员", "20", "5人以上", "2人以上", "没有", ""),
        ("", "服务（40）", "开展创业培训", "20", "每月一次", "每季一次", "没有", ""),
        ("", "", "提供融资对接", "20", "有并有成效", "有", "没有", ""),
        ("二、孵化成效（40）", "企业（40）", "在孵企业数量", "40", "20家以上", "10家以上", "不足10家", ""),
        ("总计", "", "", "100", "", "", "", ""),
    )
    grid.merge((1, 0), (3, 0))
    grid.merge((2, 1), (3, 1))
    return document


def brands() -> Document:
    """A notice of two stages: materials in a table and as a list that Word counts, quotas in a sentence, copies that contradict."""
    document = docx.Document()
    _lines(
        document,
        """
临江县市场监督管理局文件
临市监〔2024〕8号
临江县市场监督管理局关于印发《临江县特色品牌培育实施方案》的通知
各镇（街道）人民政府（办事处）：
现将《临江县特色品牌培育实施方案》印发给你们，请认真组织实施。
临江县市场监督管理局
二〇二四年十一月五日
临江县特色品牌培育实施方案
一、名额分配
各镇（街道）推荐名额如下：东河镇5家、西河镇3家、南门街道4家，全县12家。
二、实施步骤
（一）品牌推荐
1、推荐条件
（1）品牌使用满三年；
（2）在同行业中有较高知名度。
2、推荐材料
""",
    )
    _table(
        document,
        ("序号", "材料名称", "份数", "出具单位", "备注"),
        ("1", "品牌推荐表", "2", "", "见附件1，加盖公章"),
        ("2", "商标注册证复印件", "1", "国家知识产权局", "原件备查"),
        ("3", "品牌使用情况说明", "一式二份", "", "法定代表人签字"),
    )
    _lines(
        document,
        """
3、推荐时间
截止到12月20日，逾期不予受理。推荐材料交所在镇（街道）市场监管所。
（二）品牌认定
1、认定材料。申请认定的企业应当提交下列材料：
""",
    )
    for text in ("封面（用淡蓝色铜版纸）；", "目录；", "品牌建设工作总结；", "获奖证书复印件。"):
        document.add_paragraph(text, style="List Number")
    _lines(
        document,
        """
2、报送要求。企业应于次年3月底前将认定材料一式四份寄送县市场监督管理局商标科，由县局组织专家评审，6月15日前公布结果。认定材料装订成册，一式五份。
附件：1.品牌推荐表
附件1：
品牌推荐表
企业名称：______________
推荐品牌：______________
（盖章）
""",
    )
    return document


def bursaries() -> Document:
    """Rules in articles without a number of the document: materials in one sentence, a day that is told later, nobody who receives."""
    document = docx.Document()
    _lines(
        document,
        """
青石镇困难学生资助办法
第一条 为帮助家庭经济困难的学生完成学业，根据本镇实际，制定本办法。
第二条 申请条件：本镇户籍，品行良好，家庭年收入低于本镇平均水平的在校学生，可以申请资助。
第三条 申请材料：学生资助申请表（附件）、身份证复印件、在校证明原件和家庭收入证明各一份。
第四条 申请时间另行通知。
第五条 本办法由青石镇人民政府负责解释，未尽事宜另行规定，自发布之日起施行，原有规定同时废止。
第六条 资助对象由学校公示五个工作日，公示没有异议的，由镇财政所发放资助金。
附件：学生资助申请表
附件
学生资助申请表
""",
    )
    _table(document, ("姓名", "", "性别", ""), ("学校", "", "联系电话", ""), ("家庭住址", "", "身份证号", ""))
    return document


def awards() -> Document:
    """A notice whose rules are its first annex: lists for two kinds of applicants, and one sentence that speaks of both."""
    document = docx.Document()
    _lines(
        document,
        """
关于印发《云山市技能标兵评选办法》的通知
云人社〔2025〕41号
各区县人力资源和社会保障局：
现将《云山市技能标兵评选办法》印发给你们，请结合实际认真贯彻执行，做好组织发动、推荐和初审工作，按时上报。
附件：1、云山市技能标兵评选办法
      2、企业申报表
      3、个人申报表
云山市人力资源和社会保障局
2025年12月1日
附件1
云山市技能标兵评选办法
一、评选范围
全市各类企业及其在岗职工。
二、申报材料
（一）企业申报的
1．企业申报表（附件2）；
2．企业简介，正反打印；
（二）个人申报的
1．个人申报表（附件3）；
2．职业资格证书复印件。
三、申报要求
申报单位和个人应于2月10日前，将材料一式两份报送市人力资源和社会保障局技能科。所有复印件均加盖单位公章。
附件2
企业申报表
企业名称：______________
附件3
个人申报表
姓名：______________
""",
    )
    return document


def subsidies() -> Document:
    """A notice of two offices: headings with colons and brackets, annexes in Chinese numerals, lines without marks at their ends."""
    document = docx.Document()
    _lines(
        document,
        """
临港市工业和信息化局 临港市财政局
临工信〔2025〕3号
关于组织申报2025年临港市专精特新企业奖补资金的通知
各区县工业和信息化局、财政局：
根据有关文件精神，现就组织申报2025年度专精特新企业奖补资金有关事项通知如下：
一、申报对象
2024年度认定的专精特新企业。
二、申报时间：即日起至2025年5月30日止，逾期不予受理。
三、申报材料（一式三份，A4纸左侧装订，加盖公章）：
1、奖补资金申请表（见附件一）
2、企业法人营业执照副本复印件
3、2024年度财务审计报告（须由会计师事务所盖章）
4、税务部门出具的完税证明
5、企业信用报告（“信用中国”网站打印）
四、申报程序
1.企业申报。企业向所在区县工业和信息化局提出申请，并提交申报材料。
2.审核推荐。各区县工业和信息化局于6月15日前将审核意见和汇总表（附件二）报送市工业和信息化局。
五、联系方式
联系人：王工，联系电话：88880000。
附件：一、奖补资金申请表
      二、推荐汇总表
临港市工业和信息化局        临港市财政局
二〇二五年四月二日
附件一：
奖补资金申请表
""",
    )
    _table(document, ("企业名称", ""), ("法定代表人", ""), ("申请金额（万元）", ""))
    _lines(document, "附件二：\n推荐汇总表")
    _table(document, ("序号", "企业名称", "申请金额"), ("1", "", ""), ("2", "", ""))
    return document


def units() -> Document:
    """A notice whose headings are Word's own, quotas in two columns side by side, levels with shares in brackets."""
    document = docx.Document()
    _lines(
        document,
        """
关于做好2025年度市级文明单位申报工作的通知
各镇人民政府、街道办事处，市直各部门：
为进一步做好文明单位创建工作，经研究，决定开展2025年度市级文明单位申报工作。现将有关事项通知如下，请遵照执行。
""",
    )
    document.add_paragraph("申报条件", style="Heading 1")
    _lines(document, "（1）创建工作满2年；\n（2）无安全事故。")
    document.add_paragraph("申报材料", style="Heading 1")
    _lines(
        document,
        """（1）市级文明单位申报表（附件1）（正反打印，一式肆份）；
（2）创建工作总结（3000字以内，A4纸打印，左侧装订）；
（3）佐证材料复印件，复印件须加盖公章；
以上材料须于9月20日（星期五）下午5:00前报至市文明办创建科（市行政中心2号楼），同时发送电子版。""",
    )
    document.add_paragraph("名额分配", style="Heading 1")
    _table(
        document,
        ("单位", "名额", "单位", "名额"),
        ("东镇", "3", "南镇", "2"),
        ("西镇", "4", "北镇", "1"),
        ("合计", "", "", "10"),
    )
    _lines(
        document,
        """中共临港市委宣传部
2025年8月20日
附件1：市级文明单位申报表""",
    )
    _table(document, ("单位名称", ""), ("负责人", ""))
    _lines(document, "附件2：考核评分表")
    _table(
        document,
        ("序号", "考核项目", "考核内容", "分值", "完全达标（1.0）", "基本达标（0.6）", "未达标（0）", "自评分"),
        ("1", "组织领导", "成立领导小组", "10", "有文件", "——", "无", ""),
        ("2", "组织领导", "有工作计划", "10", "有", "——", "无", ""),
        ("3", "环境", "整洁", "20", "很好", "一般", "差", ""),
        ("合计", "", "", "40", "", "", "", ""),
    )
    return document


def laboratories() -> Document:
    """A notice with all materials in one paragraph, the day in a heading, quotas without a sum."""
    document = docx.Document()
    _lines(
        document,
        """
XX省科学技术厅文件
X科规〔2025〕12号
XX省科学技术厅关于开展2025年重点实验室申报的通知
各设区市科技局，有关单位：
为加强平台建设，现组织开展2025年省重点实验室申报工作，有关要求如下。
一、基本条件
申报单位应同时具备以下条件：
1.在本省注册的企业、高校和科研院所；
2.研发经费不低于500万元；
二、申报流程
（一）网上填报（2025年7月1日至7月31日）。申报单位登录省科技管理信息系统填报。
（二）材料报送（2025年8月15日前）。申报单位将下列材料报送所在设区市科技局：
①申报书（附件1）；②可行性研究报告；③附件材料，包括：人员名单、设备清单；
三、其他要求
申报书及附件合订成册，一式五份，采用A4纸双面印刷。报送时间以邮戳为准。
附件：1.省重点实验室申报书
    2.推荐名额表
XX省科学技术厅
2025年6月20日
附件1
省重点实验室申报书
实验室名称：____
附件2
推荐名额表
""",
    )
    _table(document, ("设区市", "推荐数"), ("甲市", "不超过3个"), ("乙市", "2"), ("丙市", "1"))
    return document
