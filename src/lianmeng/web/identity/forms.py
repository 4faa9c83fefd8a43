"""The sign-in form."""

from django.contrib.auth.forms import AuthenticationForm


class SignInForm(AuthenticationForm):
    """Django's own form with our words; django-axes counts what fails."""

    error_messages = {
        "invalid_login": "用户名或密码不对。请核对后再试；连续多次不对，会暂停登录一段时间。",
        "inactive": "这个账户已停用。请与本单位管理员或推荐单位联系。",
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # handed on as they come
        self.fields["username"].label = "用户名"
        self.fields["username"].widget.attrs.pop("autofocus", None)  # the page may offer roles first
        self.fields["password"].label = "密码"
        for name, words in (("username", "请填写用户名。"), ("password", "请填写密码。")):
            self.fields[name].error_messages["required"] = words
