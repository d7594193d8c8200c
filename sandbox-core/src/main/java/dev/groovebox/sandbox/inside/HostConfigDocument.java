package dev.groovebox.sandbox.inside;

import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.container.ContainerRecord;
import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.sandbox.spec.Limits;
import dev.groovebox.sandbox.spec.MountSpec;
import dev.groovebox.sandbox.spec.UserNamespace;
import java.util.ArrayList;
import java.util.List;

/** The "HostConfig" of a container's document: what was asked of the machine. Docker writes 0 for what has no limit. */
record HostConfigDocument(ContainerRecord record) {
    JsonObject build() {
        ContainerSpec spec = record.spec();
        JsonObject.Builder json = JsonObject.builder()
                .putTexts("Binds", binds(spec))
                .put("LogConfig", JsonObject.builder().put("Type", spec.supervision().log().driver().word()).build())
                .put("NetworkMode", spec.network().word())
                .put("RestartPolicy", JsonObject.builder()
                        .put("Name", spec.supervision().restart().kind().word())
                        .put("MaximumRetryCount", spec.supervision().restart().mostRetries())
                        .build())
                .put("AutoRemove", spec.remove())
                .putTexts("CapAdd", spec.capabilitiesAdded())
                .putTexts("CapDrop", spec.capabilitiesDropped())
                .put("CgroupnsMode", "private")
                .putTexts("Dns", spec.names().servers())
                .putTexts("DnsOptions", spec.names().options())
                .putTexts("DnsSearch", spec.names().searches())
                .putTexts("ExtraHosts", spec.names().hosts())
                .putTexts("GroupAdd", spec.additionalGroups())
                .put("IpcMode", spec.sharing().ipc().text())
                .put("PidMode", spec.sharing().pid().text())
                .put("UTSMode", spec.sharing().uts().text())
                .put("UsernsMode", spec.userNamespace() == UserNamespace.HOST ? "" : "auto")
                .put("OomScoreAdj", spec.oomScoreAdjustment().orElse(0))
                .put("Privileged", spec.privileged())
                .put("PublishAllPorts", spec.ports().all())
                .put("ReadonlyRootfs", spec.readOnlyRoot())
                .putTexts("SecurityOpt", security(spec))
                .put("ShmSize", spec.shmBytes().orElse(64L << 20))
                .putTextMap("Sysctls", spec.sysctls())
                .put("Init", spec.init())
                .putObjects("Ulimits", spec.ulimits().stream().map(limit -> JsonObject.builder()
                        .put("Name", limit.name()).put("Soft", limit.soft()).put("Hard", limit.hard()).build()).toList())
                .putObjects("Devices", spec.devices().stream().map(device -> JsonObject.builder()
                        .put("PathOnHost", device.source().toString())
                        .put("PathInContainer", device.target())
                        .put("CgroupPermissions", device.permissions())
                        .build()).toList());
        limits(json, spec.limits());
        return json.build();
    }

    private static void limits(JsonObject.Builder json, Limits limits) {
        json.put("Memory", limits.memoryBytes().orElse(0))
                .put("MemorySwap", limits.memorySwapBytes().orElse(0))
                .put("MemoryReservation", limits.memoryReservationBytes().orElse(0))
                .put("NanoCpus", limits.cpus().map(cpus -> cpus.movePointRight(9).longValue()).orElse(0L))
                .put("CpuShares", limits.cpuShares().orElse(0))
                .put("CpusetCpus", limits.cpusetCpus().orElse(""))
                .put("CpusetMems", limits.cpusetMems().orElse(""))
                .put("PidsLimit", limits.pids().orElse(0))
                .put("BlkioWeight", limits.blkioWeight().orElse(0));
    }

    private static List<String> binds(ContainerSpec spec) {
        List<String> binds = new ArrayList<>();
        for (MountSpec mount : spec.mounts()) {
            if (mount instanceof MountSpec.Bind bind) {
                binds.add(bind.source() + ":" + bind.target() + options(mount, bind.readOnly()));
            } else if (mount instanceof MountSpec.Volume volume && !volume.isAnonymous()) {
                binds.add(volume.name() + ":" + volume.target() + options(mount, volume.readOnly()));
            }
        }
        return binds;
    }

    private static String options(MountSpec mount, boolean readOnly) {
        if (mount.idmapped()) {
            return readOnly ? ":ro,idmap" : ":idmap";
        }
        return readOnly ? ":ro" : "";
    }

    private static List<String> security(ContainerSpec spec) {
        List<String> options = new ArrayList<>();
        if (spec.noNewPrivileges() && !spec.privileged()) {
            options.add("no-new-privileges");
        }
        if (spec.seccomp().unconfined()) {
            options.add("seccomp=unconfined");
        }
        spec.seccomp().profile().ifPresent(profile -> options.add("seccomp=" + profile));
        return options;
    }
}
