package dev.sqlane.sqlite.traps;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Method;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** Virtual threads, by reflection, since the tests are compiled for a JDK that has none. */
final class VirtualThreads {
    private VirtualThreads() {}

    /** Leaves the test out before JDK 21. */
    static void assumeThatThereAreAny() {
        assumeTrue(Runtime.version().feature() >= 21, "virtual threads need JDK 21");
    }

    static <T> FutureTask<T> start(Callable<T> call) throws ReflectiveOperationException {
        FutureTask<T> task = new FutureTask<>(call);
        Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
        start.invoke(null, task);
        return task;
    }

    /** Returns how many platform threads carry all the virtual ones. */
    static int carriers() {
        return Integer.getInteger(
                "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
    }
}
