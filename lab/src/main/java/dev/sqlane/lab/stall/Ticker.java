package dev.sqlane.lab.stall;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * A thread that has nothing to do with the database: it sleeps for a millisecond, over and over, and remembers the longest
 * time between two awakenings. Where all carriers of virtual threads are stuck, it stands still with everything else.
 */
final class Ticker {
    private final Thread thread;
    private volatile boolean running = true;

    /** Written by the ticking thread alone; read after it has ended. */
    private long longestGapNanos;

    private long ticks;

    Ticker(ThreadFactory threads) {
        thread = threads.newThread(this::tick);
    }

    void start() {
        thread.start();
    }

    /** Ends the ticking and waits for the thread. */
    void stop() throws InterruptedException {
        running = false;
        thread.join();
    }

    double longestGapMillis() {
        return longestGapNanos / 1e6;
    }

    long ticks() {
        return ticks;
    }

    private void tick() {
        long last = System.nanoTime();
        while (running) {
            try {
                TimeUnit.MILLISECONDS.sleep(1);
            } catch (InterruptedException interrupt) {
                return;
            }
            long now = System.nanoTime();
            longestGapNanos = Math.max(longestGapNanos, now - last);
            last = now;
            ticks++;
        }
    }
}
