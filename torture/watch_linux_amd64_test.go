package torture

import "golang.org/x/sys/unix"

var moreWatched = map[int]callKind{unix.SYS_OPEN: callOpen, unix.SYS_UNLINK: callUnlink, unix.SYS_RENAME: callRename, unix.SYS_LINK: callLink,
	unix.SYS_MKDIR: callMkdir}
