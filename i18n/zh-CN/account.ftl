# 账号和自己的状态。

accounts-title = 账号
accounts-add = 添加账号
accounts-none = 还没有账号。
account-enabled = 启用
account-disabled = 已停用
edit-account-title = 账号
remove-account-title = 移除此账号？
remove-account-body = { $address } 及其聊天记录将从本机删除。服务器上的账号会保留。
remove-account-do = 移除
password-title = 更改密码
password-new = 新密码
password-again = 再次输入
password-differs = 两次输入的密码不一致。
password-do = 更改
status-title = 您的状态
status-text = 状态消息
status-remembered = 使用过的
status-priority = 优先级
status-priority-hint = 消息会发送到优先级最高的设备
