import dev.groovebox.sandbox.linux.cgroup.CgroupTrees

def group = CgroupTrees.ofThisMachine().find(args[0])
def progress = { ->
    def before = group.usage().cpu()
    sleep 1_000
    group.usage().cpu() > before
}

assert progress()
group.freeze()
assert group.isFrozen()
assert !progress()
group.thaw()
assert !group.isFrozen()
assert progress()
