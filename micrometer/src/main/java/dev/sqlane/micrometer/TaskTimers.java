package dev.sqlane.micrometer;

import dev.sqlane.Task;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** One timer, or one for each of the first so many names of tasks and one for all others. Safe for use by many threads. */
final class TaskTimers {
    /** The tag of the names past the limit. */
    private static final String OTHER = "other";

    private final int limit;
    private final Function<String[], Timer> register;
    private final Map<String, Timer> byName = new ConcurrentHashMap<>();

    /** Serves all tasks where they are not told apart, else those past the limit. */
    private final Timer rest;

    /**
     * @param limit how many names are told apart; 0 where none is a tag
     * @param register makes a timer with these tags
     */
    TaskTimers(int limit, Function<String[], Timer> register) {
        this.limit = limit;
        this.register = register;
        this.rest = register.apply(limit == 0 ? new String[0] : new String[] {"task", OTHER});
    }

    Timer of(Task task) {
        if (limit == 0) {
            return rest;
        }
        Timer known = byName.get(task.name());
        return known != null ? known : added(task.name());
    }

    private synchronized Timer added(String name) {
        return byName.size() < limit || byName.containsKey(name)
                ? byName.computeIfAbsent(name, key -> register.apply(new String[] {"task", key}))
                : rest;
    }
}
