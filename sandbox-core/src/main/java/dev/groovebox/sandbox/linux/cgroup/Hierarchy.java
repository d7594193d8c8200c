package dev.groovebox.sandbox.linux.cgroup;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * One mounted version 1 hierarchy with its controllers, several when they are mounted together ("cpu,cpuacct").
 *
 * @param mountPoint the group that is this machine's, or this container's, root
 */
record Hierarchy(Path mountPoint, List<String> controllers) {
    /** All our groups are under this one. */
    static final String PARENT = "groovebox";
    /** Each failure means that another engine has just removed the empty parent. */
    private static final int CREATION_ATTEMPTS = 50;

    Hierarchy {
        controllers = List.copyOf(controllers);
    }

    GroupFolder root() {
        return new GroupFolder(mountPoint);
    }

    GroupFolder parent() {
        return root().child(PARENT);
    }

    GroupFolder group(String name) {
        return parent().child(name);
    }

    void create(String name) throws IOException {
        GroupFolder group = group(name);
        for (int attempt = 1; ; attempt++) {
            try {
                group.create();
                break;
            } catch (NoSuchFileException noParent) {
                if (attempt == CREATION_ATTEMPTS) {
                    throw noParent;
                }
                parent().createIfAbsent();
            }
        }
        if (controllers.contains("cpuset")) {
            inheritCpuset("cpuset.cpus", group);
            inheritCpuset("cpuset.mems", group);
        }
    }

    /** A new cpuset is empty, and nothing may join an empty one. Now that it has a child, the parent can't go away. */
    private void inheritCpuset(String file, GroupFolder group) throws IOException {
        String value = parent().read(file);
        if (value.isEmpty()) {
            value = root().read(file);
            parent().write(file, value);
        }
        group.write(file, value);
    }
}
