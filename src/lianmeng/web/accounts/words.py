"""How these pages call what this room has by itself; the names of capacities are the pack's."""

from lianmeng.parties.enums import LicenceType, RegistrationState

LICENCES: dict[str, str] = {
    LicenceType.COMPANY: "企业法人营业执照",
    LicenceType.UNIVERSITY: "高等学校（事业单位法人证书）",
    LicenceType.INSTITUTE: "科研机构（事业单位法人证书）",
    LicenceType.INSTITUTION: "其他事业单位法人证书",
    LicenceType.ASSOCIATION: "社会团体法人登记证书",
    LicenceType.PRIVATE_NONPROFIT: "民办非企业单位登记证书",
    LicenceType.COOPERATIVE: "农民专业合作社法人营业执照",
    LicenceType.GOVERNMENT: "机关（统一社会信用代码证书）",
    LicenceType.BRANCH: "分支机构营业执照",
    LicenceType.SOLE_TRADER: "个体工商户营业执照",
    LicenceType.FOREIGN: "境外机构",
    LicenceType.OTHER: "其他",
}
STATES: dict[str, tuple[str, str]] = {
    RegistrationState.PENDING: ("待核验", "warn"),
    RegistrationState.CONFIRMED: ("已核验", "good"),
    RegistrationState.REFUSED: ("已退回", "bad"),
}
RECOVERY_STATES: dict[str, tuple[str, str]] = {
    RegistrationState.PENDING: ("待审核", "warn"),
    RegistrationState.CONFIRMED: ("已同意", "good"),
    RegistrationState.REFUSED: ("已退回", "bad"),
}
NO_LEGAL_PERSON = "分支机构、个体工商户不是独立法人：可以作为参与单位，不计入成员单位数，不能作申报单位。"
AGAIN = "此前已经办理，未重复办理。"
