"""English ids for Chinese labels, and the kinds of value that labels ask for. The words are those of forms in general."""

from __future__ import annotations

import re

from formgen.scheme.models import Kind

_WORDS = """
姓名 name|名称 name|全称 full_name|简称 short_name|单位 organisation|企业 enterprise|公司 company|学校 school|学院 college|
院系 department|部门 department|系 department|专业 major|班级 class|年级 grade|学号 student_number|学历 education|学位 degree|
毕业 graduation|届别 year_group|院校 school|性别 gender|民族 ethnicity|籍贯 native_place|出生年月 birth_month|出生日期 birth_date|
出生 birth|年龄 age|政治面貌 political_status|婚姻状况 marital_status|健康状况 health|身份证号码 identity_number|
身份证号 identity_number|身份证 identity_card|证件号码 document_number|证件类型 document_type|护照号码 passport_number|护照 passport|
手机号码 mobile|手机 mobile|联系电话 phone|电话 phone|固定电话 landline|传真 fax|邮箱 email|电子邮件 email|电子邮箱 email|
邮编 postcode|邮政编码 postcode|通讯地址 postal_address|联系地址 postal_address|邮寄地址 postal_address|注册地址 registered_address|
经营地址 business_address|家庭住址 home_address|住址 home_address|地址 address|住所 domicile|地点 location|地区 region|联系人 contact|
联系方式 contact_details|负责人 person_in_charge|法定代表人 legal_representative|法人代表 legal_representative|法人 legal_person|
申请人 applicant|申报人 applicant|申请单位 applicant|申报单位 applicant|申报企业 applicant|申请 application|申报 application|
承诺人 promiser|经办人 handler|填表人 completed_by|审核人 reviewer|记录人 recorder|证明人 witness|代理人 agent|委托人 principal|
受托人 agent|借款人 borrower|担保人 guarantor|配偶 spouse|导师 supervisor|指导教师 supervisor|指导老师 supervisor|教师 teacher|
老师 teacher|学生 student|本科生 undergraduate|成员 member|组长 leader|领导 leadership|小组 group|队伍 team|职称 professional_title|
职务 position|岗位 post|工作单位 employer|工作 work|职业 occupation|统一社会信用代码 unified_social_credit_code|信用代码 credit_code|
组织机构代码 organization_code|工商注册号 registration_number|营业执照 business_licence|注册资本 registered_capital|
注册资金 registered_capital|注册 registration|成立日期 established_on|成立时间 established|成立 establishment|经营范围 business_scope|
主营业务 main_business|主要产品 main_products|产品 product|产能 capacity|行业 industry|类型 type|类别 category|性质 nature|等级 level|
级别 level|规模 scale|职工人数 employees|员工人数 employees|人数 people|开户银行 bank|开户行 bank|银行 bank|账号 account|账户 account|
账号名称 account_name|户名 account_name|项目名称 project_name|项目 project|课题 topic|论文题目 thesis_title|题目 title|论文 thesis|
作品 work|征文 essay|摘要 abstract|简介 introduction|内容 content|情况 situation|介绍 introduction|理由 reasons|原因 reasons|
目的 purpose|意义 significance|计划 plan|措施 measures|目标 goals|成果 results|成绩 achievements|业绩 achievements|奖励 awards|
获奖 awards|荣誉 honours|处分 sanctions|意见 opinion|评语 comments|评价 assessment|鉴定 appraisal|结论 conclusion|总结 summary|
小结 summary|建议 suggestions|备注 remarks|附注 notes|说明 explanation|日期 date|时间 time|起止时间 period|期限 term|年度 year|
月份 month|开始 start|结束 end|起 start|止 end|金额 amount|总额 total|合计 total|余额 balance|收入 revenue|营业收入 revenue|
销售收入 sales|利润总额 total_profit|利润 profit|纳税总额 tax_paid|纳税 tax|税收 tax|投入 investment|投资 investment|研发 research|
占比 share|比例 ratio|资产总额 total_assets|资产 assets|负债 liabilities|价格 price|单价 unit_price|数量 quantity|规格 specification|
型号 model|设备 equipment|工具 tool|面积 area|建筑面积 floor_area|房屋 house|购建 purchase|住房 housing|存量房 existing_home|
首套房 first_home|证明 certificate|精装房 furnished_home|贷款 loan|公积金 housing_fund|商业贷款 commercial_loan|商业 commercial|
本金 principal_sum|权证 title_deed|编号 number|序号 serial_number|代码 code|号码 number|证书 certificate|资质 qualification|
许可证 permit|技术 technology|专利 patent|标准 standard|创新 innovation|高新技术企业 high_tech_enterprise|是否 whether|关系 relation|
家庭 family|教育 education|经历 experience|培训 training|实习 internship|答辩 defence|考核 assessment|检查 inspection|记录 record|
预计 expected|入学 enrolment|学术 academic|会场 venue|议题 topic|推荐 recommendation|初审 first_review|审核 review|审批 approval|
批准 approval|主管 supervising|县 county|市 city|省 province|国家 national|街道 street|社区 community|村 village|镇 town|
签字 signature|签名 signature|盖章 seal|公章 seal|照片 photo|主要 main|实际 actual|上年度 last_year|本年度 this_year|紧急 emergency|
本人 own|个人 personal|同志 person|有效期 validity|承诺 commitment|查询 inquiry|评估 valuation|成交 transaction|信用 credit|
安全 safety|环保 environment|能耗 energy_use|用途 use|方式 method|需求 needs|服务 service|活动 activity|会议 meeting|参会 attendance|
住宿 accommodation|用餐 meals|车牌 plate|车辆 vehicle|网址 website|微信 wechat|其他 other
"""
_IDS = dict(part.split(" ") for part in _WORDS.replace("\n", "").split("|"))
_LONGEST = max(map(len, _IDS))
LONGEST_ID = 48
_KINDS = (
    (re.compile(r"统一社会信用代码|^信用代码$"), Kind.UNIFIED_CODE),
    (re.compile(r"^组织机构代码(?:证号?)?$"), Kind.ORGANISATION_CODE),
    (re.compile(r"身份证(?:件)?(?:号码?)?$|^公民身份号码$"), Kind.PERSONAL_ID),
    (re.compile(r"邮政编码$|邮编$"), Kind.POSTCODE),
    (re.compile(r"^(?!.*邮编).*(?:电话|手机|传真)(?:号码?)?(?:（.*）)?$|^手机号码?$"), Kind.PHONE),
    (re.compile(r"日期$"), Kind.DATE),
    (re.compile(r"^注册资[本金]$"), Kind.MONEY),
)
_NAMES = (
    re.compile(r"^(?:申[请报](?:单位|企业|人姓名|人)|企业名称|单位名称|公司名称|法人名称|机构名称)(?:名称)?$"),
    re.compile(r"^(?:学生|申请人|本科生|申报人|员工|承诺人|报名人|借款人|参赛者|参会人|报名者)?·?姓名$"),
    re.compile(r"姓名$|单位名称$|企业名称$"),
    re.compile(r"名称$|^项目|题目$"),
)
_OFFICE = re.compile(
    r"(?:意见|评语|鉴定|评价|审批|审核|考核|推荐)(?:情况)?$|(?:审批|审核|批准|主管|领导|导师|教师|老师|小组|银行|部门)[^：]{0,12}(?:意见|签[字名]日期|盖章日期|公章日期|评语|评价)"
)


def english_id(label: str) -> str:
    """An id of English words for a label; `item` if none of its words is known."""
    words, place = [], 0
    while place < len(label):
        for length in range(min(_LONGEST, len(label) - place), 0, -1):
            word = _IDS.get(label[place : place + length])
            if word is not None:
                words.append(word)
                place += length
                break
        else:
            digits = re.match(r"[0-9]+|[A-Za-z]+", label[place:])
            if digits and len(digits[0]) <= 8 and digits[0].isascii():
                words.append(digits[0].lower())
            place += len(digits[0]) if digits else 1
    made = "_".join(dict.fromkeys(words))[:LONGEST_ID].strip("_")
    if not made:
        return "item"
    return made if made[0].isalpha() else f"item_{made}"


def kind_of_label(label: str) -> Kind:
    """The kind of value that a label asks for. Only what leaves no doubt is more than text."""
    plain = re.sub(r"（\d+）$", "", label)
    return next((kind for words, kind in _KINDS if words.search(plain)), Kind.TEXT)


def is_name(label: str) -> int | None:
    """How well a label fits the name of an applicant: 0 is best; None if it does not."""
    return next((rank for rank, words in enumerate(_NAMES) if words.search(label)), None)


def is_office(label: str) -> bool:
    """True if an office, and not the applicant, fills in what has this label."""
    return bool(_OFFICE.search(label))
