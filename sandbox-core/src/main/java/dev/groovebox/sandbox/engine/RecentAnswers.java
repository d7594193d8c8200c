package dev.groovebox.sandbox.engine;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers the answers to the questions asked last, a bounded number of them. */
final class RecentAnswers<Q, A> {
    private final int most;
    private final Map<Q, A> answers = new LinkedHashMap<>(16, 0.75f, true);

    RecentAnswers(int most) {
        this.most = most;
    }

    /** Finds out an answer. */
    interface Source<Q, A> {
        A answer(Q question) throws IOException;
    }

    /** The answer as remembered, or from the source; a failure of the source is not remembered. */
    A get(Q question, Source<Q, A> source) throws IOException {
        synchronized (answers) {
            A known = answers.get(question);
            if (known != null) {
                return known;
            }
        }
        // Outside of the lock: one slow disk must not stop every launch. Two who ask at once both find it out.
        A answer = source.answer(question);
        synchronized (answers) {
            answers.put(question, answer);
            if (answers.size() > most) {
                Iterator<Q> longestUnasked = answers.keySet().iterator();
                longestUnasked.next();
                longestUnasked.remove();
            }
        }
        return answer;
    }
}
