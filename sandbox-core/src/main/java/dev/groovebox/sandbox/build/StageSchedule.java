package dev.groovebox.sandbox.build;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;

/**
 * Builds stages, each once: those that depend on nothing side by side. The first failure ends all of them; it is what
 * the build tells.
 */
final class StageSchedule implements StageResults, AutoCloseable {
    interface Building {
        BuildState build(Stage stage) throws Exception;
    }

    private final Building building;
    private final ExecutorService threads = Executors.newCachedThreadPool(StageSchedule::thread);
    private final Map<Integer, FutureTask<BuildState>> tasks = new HashMap<>();
    private Throwable firstFailure;

    StageSchedule(Building building) {
        this.building = building;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "stage");
        thread.setDaemon(true);
        return thread;
    }

    /** Begins those before the last one, and does the last one in this thread. */
    BuildState build(List<Stage> stages) throws IOException, InterruptedException {
        stages.subList(0, stages.size() - 1).forEach(stage -> task(stage, true));
        Stage last = stages.get(stages.size() - 1);
        FutureTask<BuildState> task = task(last, false);
        task.run();
        BuildState state = result(task);
        for (Stage stage : stages) {
            of(stage);
        }
        return state;
    }

    private synchronized FutureTask<BuildState> task(Stage stage, boolean begin) {
        FutureTask<BuildState> task = tasks.get(stage.number());
        if (task == null) {
            task = new FutureTask<>(() -> run(stage));
            tasks.put(stage.number(), task);
            if (begin) {
                threads.execute(task);
            }
        }
        return task;
    }

    private BuildState run(Stage stage) throws Exception {
        try {
            return building.build(stage);
        } catch (Exception | Error e) {
            failed(e);
            throw e;
        }
    }

    private void failed(Throwable failure) {
        List<FutureTask<BuildState>> others;
        synchronized (this) {
            if (firstFailure != null || failure instanceof CancellationException) {
                return;
            }
            firstFailure = failure;
            others = new ArrayList<>(tasks.values());
        }
        others.forEach(task -> task.cancel(true));
    }

    @Override
    public BuildState of(Stage stage) throws IOException, InterruptedException {
        return result(task(stage, true));
    }

    private BuildState result(FutureTask<BuildState> task) throws IOException, InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException | CancellationException e) {
            Thread.interrupted(); // our own cancelling of the others, which this thread is one of
            throw thrown(e);
        }
    }

    private RuntimeException thrown(Exception caught) throws IOException, InterruptedException {
        Throwable failure;
        synchronized (this) {
            failure = firstFailure != null ? firstFailure : caught.getCause() != null ? caught.getCause() : caught;
        }
        if (failure instanceof IOException e) {
            throw e;
        } else if (failure instanceof InterruptedException e) {
            throw e;
        } else if (failure instanceof RuntimeException e) {
            return e;
        } else if (failure instanceof Error e) {
            throw e;
        }
        return new IllegalStateException(failure);
    }

    /** Waits until every stage has ended, so that nothing of it is under way when its staging area goes. */
    @Override
    public void close() {
        synchronized (this) {
            tasks.values().forEach(task -> task.cancel(true));
        }
        threads.shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                if (threads.awaitTermination(1, java.util.concurrent.TimeUnit.HOURS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true; // the stages have been told; their ends must be awaited
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
