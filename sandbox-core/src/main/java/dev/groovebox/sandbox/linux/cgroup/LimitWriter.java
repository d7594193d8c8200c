package dev.groovebox.sandbox.linux.cgroup;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Writes settings where their controller has them; a limit that can't hold is an error, never dropped. */
final class LimitWriter {
    private LimitWriter() {}

    static void write(List<LimitSetting> settings, Function<String, Optional<GroupFolder>> folderOf)
            throws IOException {
        for (LimitSetting setting : settings) {
            GroupFolder folder = folderOf.apply(setting.controller())
                    .orElseThrow(() -> CgroupFailures.noControllerFor(setting));
            write(setting, folder);
        }
    }

    private static void write(LimitSetting setting, GroupFolder folder) throws IOException {
        LimitSetting.Target target = setting.targets().stream()
                .filter(candidate -> folder.has(candidate.file()))
                .findFirst()
                .orElseThrow(() -> CgroupFailures.notOffered(setting));
        try {
            folder.write(target.file(), target.value());
        } catch (NoSuchFileException gone) {
            throw gone;
        } catch (IOException refused) {
            throw CgroupFailures.refused(setting, target, refused);
        }
    }
}
