def _(source, *args):
    return source % args if args else source
