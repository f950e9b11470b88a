package torture

var moreWatched = map[int]callKind{}
