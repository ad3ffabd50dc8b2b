package dev.sqlane.sqlite.internal;

import dev.sqlane.Task;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The names of tasks whose last unit ran for longer than a group may hold the lock. Their units run alone, so that nobody's commit waits for
 * them; the first short run takes a name off the list.
 */
final class SlowTasks {
    /** Names are meant to be constants; a program that makes them up must not fill the memory. */
    private static final int LIMIT = 1_000;

    private final long boundNanos;
    private final Map<String, Boolean> names = new ConcurrentHashMap<>();

    SlowTasks(long boundNanos) {
        this.boundNanos = boundNanos;
    }

    void ran(Task task, long nanos) {
        if (nanos > boundNanos) {
            if (names.size() < LIMIT) {
                names.put(task.name(), true);
            }
        } else if (!names.isEmpty()) {
            names.remove(task.name());
        }
    }

    boolean contains(Task task) {
        return !names.isEmpty() && names.containsKey(task.name());
    }
}
