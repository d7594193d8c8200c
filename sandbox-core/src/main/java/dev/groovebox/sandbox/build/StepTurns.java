package dev.groovebox.sandbox.build;

import java.util.concurrent.Semaphore;

/** Bounds how many steps of a build work at once. Nobody waits for another stage with a turn in hand. */
final class StepTurns {
    private final Semaphore free;

    /** @param most 0: as many as there are processors */
    StepTurns(int most) {
        free = new Semaphore(most > 0 ? most : Runtime.getRuntime().availableProcessors());
    }

    void take() throws InterruptedException {
        free.acquire();
    }

    void giveBack() {
        free.release();
    }
}
