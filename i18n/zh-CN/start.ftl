# 命令行，以及窗口出现之前的错误。

start-usage =
    用法：parlance [选项] [地址]
          parlance [--profile 目录] remote 命令

    “地址”是 xmpp: 链接；如果已有窗口在运行，就在那个窗口中打开。

    选项：
      --profile 目录      把此配置的全部内容保存在一个文件夹中
      --lang 标签         界面语言：en、zh-CN
      --theme 主题        light（浅色）、dark（深色）或 system（跟随系统）
      --account 地址      用此账号登录
      --password-fd N     从描述符 N 读取 --account 的密码
      --host 名称:端口    --account 的服务器所在位置
      --trust SHA256      只为 --account 信任这一个证书
      --version           显示版本
      --help              显示本帮助

    对正在运行的窗口下达的命令：
      remote state                    以 JSON 输出账号、联系人、聊天和房间
      remote status 状态 [文字]       online、chat、away、xa、dnd 或 offline
      remote open 地址                打开聊天；也接受 xmpp: 链接
      remote send 地址 文字           发送消息
      remote join 房间                进入房间
      remote quit                     退出
start-unknown-argument = 未知参数：{ $argument }
start-missing-value = { $option } 需要一个值
start-bad-value = { $option } 不接受“{ $value }”
start-needs-account = { $option } 需要与 --account 一起使用
start-try-help = 请试试：parlance --help
start-no-home = 找不到用于保存设置的主目录。请用 --profile 指定一个文件夹。
start-folder-failed = 无法使用文件夹 { $path }：{ $reason }
start-password-failed = 无法读取密码：{ $reason }
start-runs-elsewhere = 此配置的 Parlance 已在运行，但没有回应。
start-not-running = 此配置的 Parlance 没有在运行。
start-socket-failed = 无法联系另一个 Parlance：{ $reason }
start-window-failed = 无法打开窗口：{ $reason }
start-refused = Parlance 拒绝了请求：{ $reason }
start-panic = 窗口因程序错误而终止，位置已记入日志
error-damaged = 本机的历史记录已损坏：{ $words }
error-too-new = 本机的历史记录由更新版本的 Parlance 写入。
