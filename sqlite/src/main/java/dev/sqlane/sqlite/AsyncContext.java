package dev.sqlane.sqlite;

/**
 * Carries what a thread has about it, such as logging's MDC or a trace, from the caller of {@code writeAsync} to the thread that
 * runs the unit. The libraries that know such contexts offer a method of this shape:
 *
 * <pre>{@code
 * Sqlite.builder(path).asyncContext(work -> ContextSnapshotFactory.builder().build().captureAll().wrap(work))  // Micrometer
 * Sqlite.builder(path).asyncContext(work -> Context.current().wrap(work))                                      // OpenTelemetry
 * }</pre>
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface AsyncContext {
    /** Carries nothing. */
    AsyncContext NONE = work -> work;

    /**
     * Called on the thread that calls {@code writeAsync}; looks at its context and returns {@code work} wrapped in it. What is
     * returned runs on the engine's writer thread, once for each run of the unit: it puts the context up, runs {@code work}, and takes
     * the context down again. What either throws becomes the failure of the unit.
     */
    Runnable wrap(Runnable work);
}
