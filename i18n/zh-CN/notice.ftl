# 桌面通知中的文字。

notice-application = Parlance
notice-open = 打开
