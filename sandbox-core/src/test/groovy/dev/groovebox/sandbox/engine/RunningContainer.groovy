package dev.groovebox.sandbox.engine

import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.ContainerSummary
import dev.groovebox.sandbox.operation.ExecOperation
import dev.groovebox.sandbox.operation.RunResult
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.ContainerSpecBuilder
import dev.groovebox.sandbox.spec.ExecSpec
import dev.groovebox.sandbox.spec.NetworkSpec

/** A detached container of busybox, until it is closed. */
class RunningContainer implements AutoCloseable {
    final Engine engine
    final String name
    final String id

    static RunningContainer of(Engine engine, String name, @DelegatesTo(ContainerSpecBuilder) Closure more = {}) {
        new RunningContainer(engine, name, ['sleep', '1000'], more)
    }

    static RunningContainer of(Engine engine, String name, List<String> command, @DelegatesTo(ContainerSpecBuilder) Closure more = {}) {
        new RunningContainer(engine, name, command, more)
    }

    private RunningContainer(Engine engine, String name, List<String> command, Closure more) {
        this.engine = engine
        this.name = name
        def builder = ContainerSpec.builder('busybox').name(name).command(command).network(new NetworkSpec.None())
        builder.with(more)
        id = engine.perform(new ContainerOperation.RunDetached(builder.build(), false))
    }

    ContainerSummary summary() {
        engine.perform(new ContainerOperation.FindContainer(id)).orElse(null)
    }

    RunResult exec(List<String> command, @DelegatesTo(ExecSpec.Builder) Closure more = {}) {
        def builder = ExecSpec.builder(command)
        builder.with(more)
        engine.perform(new ExecOperation.Exec(name, builder.build(), new Stdio.Capture(Optional.empty())))
    }

    RunResult sh(String script, @DelegatesTo(ExecSpec.Builder) Closure more = {}) {
        exec(['sh', '-c', script], more)
    }

    @Override
    void close() {
        engine.perform(new ContainerOperation.RemoveContainer(id, true))
    }
}
