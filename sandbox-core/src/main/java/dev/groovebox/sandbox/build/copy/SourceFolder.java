package dev.groovebox.sandbox.build.copy;

import dev.groovebox.sandbox.image.layer.Whiteouts;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.FileStatus;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A folder held open, as an overlay of several would show it; of one, it is that one. Nothing in it is reached by a
 * path: each name is looked up in the open folder and no link is followed, so that whoever changes the files meanwhile
 * changes what is read and never where.
 */
final class SourceFolder implements AutoCloseable {
    private final FileCalls calls;
    private final List<OpenFile> members;

    private SourceFolder(FileCalls calls, List<OpenFile> members) {
        this.calls = calls;
        this.members = members;
    }

    /** @param folders topmost first */
    static SourceFolder open(FileCalls calls, List<Path> folders) throws IOException {
        SourceFolder opened = new SourceFolder(calls, new ArrayList<>());
        try {
            for (Path folder : folders) {
                opened.members.add(calls.open(folder, Access.FOLDER));
            }
            return opened;
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    /** @param in the numbers of the members that it is in: of a folder, all that take part */
    record Child(BytePath name, FileStatus status, List<Integer> in) {}

    /** In the order of their bytes; what an upper member has deleted may be among them. */
    List<BytePath> names() throws IOException {
        if (members.size() == 1) {
            return calls.list(members.get(0)).stream().sorted().toList();
        }
        TreeSet<BytePath> names = new TreeSet<>();
        for (OpenFile member : members) {
            names.addAll(calls.list(member));
        }
        return List.copyOf(names);
    }

    Optional<Child> find(BytePath name) throws IOException {
        List<Integer> folders = new ArrayList<>();
        FileStatus uppermost = null;
        for (int i = 0; i < members.size(); i++) {
            Optional<FileStatus> found = calls.find(members.get(i), name);
            if (found.isEmpty()) {
                continue;
            }
            if (!found.get().isFolder()) {
                if (uppermost == null && !found.get().isWhiteout()) {
                    return Optional.of(new Child(name, found.get(), List.of(i)));
                }
                break;
            }
            uppermost = uppermost == null ? found.get() : uppermost;
            folders.add(i);
            if (i < members.size() - 1 && isOpaque(members.get(i), name)) {
                break;
            }
        }
        return uppermost == null ? Optional.empty() : Optional.of(new Child(name, uppermost, folders));
    }

    private boolean isOpaque(OpenFile member, BytePath name) throws IOException {
        return calls.attribute(member, name, Whiteouts.OPAQUE_ATTRIBUTE).filter(Whiteouts::isOpaque).isPresent();
    }

    SourceFolder folder(Child child) throws IOException {
        SourceFolder opened = new SourceFolder(calls, new ArrayList<>());
        try {
            for (int member : child.in()) {
                opened.members.add(calls.openBeneath(members.get(member), child.name(), Access.FOLDER));
            }
            return opened;
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    /** The one folder of it that takes part in the overlay first, for what hangs on the name in it. */
    OpenFile holder(Child child) {
        return members.get(child.in().get(0));
    }

    OpenFile openFile(Child child) throws IOException {
        return calls.openBeneath(holder(child), child.name(), Access.READ_CAREFULLY);
    }

    BytePath readLink(Child child) throws IOException {
        return calls.readLink(holder(child), child.name());
    }

    @Override
    public void close() throws IOException {
        for (OpenFile member : members) {
            member.close();
        }
    }
}
