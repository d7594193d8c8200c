package dev.groovebox.shell.console;

import dev.groovebox.sandbox.event.Event;

/** Shows the steps of a build. Several may be under way at once. */
interface StepProgress {
    void show(Event.StepStarted step);

    void show(Event.StepExplained step);

    void show(Event.StepOutput output);

    void show(Event.ShellOpened shell);

    void show(Event.StepFinished step);

    void show(Event.StepFailed step);

    /** Something else is to be printed. */
    void clear();

    /** It has been printed. */
    void goOn();
}
