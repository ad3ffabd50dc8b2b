package dev.sqlane.lab.scenario;

/** The times of a run, of {@link System#nanoTime}. Set once, before the threads are let go. */
final class RunClock implements TimedThreads.Window {
    private long start;
    private long begin;
    private long end;

    void start(long warmUpNanos, long measuredNanos) {
        start = System.nanoTime();
        begin = start + warmUpNanos;
        end = begin + measuredNanos;
    }

    /** Returns when the threads were let go, before the warm-up. */
    long start() {
        return start;
    }

    boolean measuringAt(long time) {
        return time - begin >= 0 && time - end < 0;
    }

    boolean overAt(long time) {
        return time - end >= 0;
    }

    @Override
    public boolean measuring() {
        return measuringAt(System.nanoTime());
    }

    @Override
    public boolean over() {
        return overAt(System.nanoTime());
    }

    /** Returns how long has been measured. */
    double secondsMeasured() {
        return Math.max(0, System.nanoTime() - begin) / 1e9;
    }

    /** Returns how much of the run is over, from 0 to 1. */
    double share() {
        return Math.min(1, (double) (System.nanoTime() - start) / (end - start));
    }
}
