# 设置。

settings-title = 设置
settings-appearance = 外观
settings-contacts = 联系人
settings-notifications = 通知
settings-privacy = 隐私
settings-theme = 主题
settings-system = 跟随系统
settings-light = 浅色
settings-dark = 深色
settings-language = 语言
settings-zoom = 大小
settings-renderer = 绘制方式
settings-automatic = 自动
settings-hardware = 显卡
settings-software = 处理器
settings-renderer-hint = 下次启动时生效。
settings-motion = 菜单动画
settings-show-offline = 显示离线联系人
settings-notify = 有新消息、请求和邀请时通知
settings-preview = 显示消息内容
settings-notify-hint = “请勿打扰”时和已静音的聊天不会通知。
settings-typing = 让对方知道您正在输入
settings-typing-hint = 无论如何，您都能看到对方正在输入。
