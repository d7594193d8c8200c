package dev.groovebox.spec

import org.junit.platform.engine.TestExecutionResult
import org.junit.platform.engine.discovery.DiscoverySelectors
import org.junit.platform.launcher.TestExecutionListener
import org.junit.platform.launcher.TestIdentifier
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder
import org.junit.platform.launcher.core.LauncherFactory

/**
 * Runs specs where there is no Maven and writes a line of TAP for each feature, as the virtual machine's other specs
 * do: {@code TapReport FILE CLASS...}.
 */
class TapReport implements TestExecutionListener {
    private final PrintStream report

    TapReport(PrintStream report) {
        this.report = report
    }

    static void main(String... arguments) {
        new PrintStream(new FileOutputStream(arguments[0]), true, 'UTF-8').withCloseable { stream ->
            def request = LauncherDiscoveryRequestBuilder.request()
                    .selectors(arguments.drop(1).collect { DiscoverySelectors.selectClass(it) })
                    .build()
            LauncherFactory.create().execute(request, new TapReport(stream))
        }
    }

    @Override
    void executionSkipped(TestIdentifier feature, String reason) {
        line('ok', feature, " # SKIP ${reason.readLines().join(' ')}")
    }

    @Override
    void executionFinished(TestIdentifier feature, TestExecutionResult result) {
        boolean passed = result.status == TestExecutionResult.Status.SUCCESSFUL
        // A class or a table counts by its features, unless it failed itself.
        if (feature.test || !passed) {
            line(passed ? 'ok' : 'not ok', feature, '')
            result.throwable.ifPresent { problem -> explain(problem) }
        }
    }

    private void line(String outcome, TestIdentifier feature, String more) {
        def name = feature.displayName.replaceAll(/\p{Cntrl}/, '?')
        report.println("$outcome - ${name.take(160)}$more")
    }

    private void explain(Throwable problem) {
        def trace = new StringWriter()
        problem.printStackTrace(new PrintWriter(trace))
        trace.toString().readLines().take(40).each { report.println("#   $it") }
    }
}
