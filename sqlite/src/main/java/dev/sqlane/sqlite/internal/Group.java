package dev.sqlane.sqlite.internal;

import dev.sqlane.SqlaneException;
import dev.sqlane.Task;
import dev.sqlane.sqlite.Synchronous;
import dev.sqlane.sqlite.internal.pool.WriteQueue.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One open transaction and the places whose units share it.
 *
 * <p>It belongs to whoever owns the write queue, and goes with that ownership. A place that has passed it on reads, after it was settled,
 * {@link #failureOf} and nothing else. The closer, after it has taken the connection away from a unit that does not end,
 * reads {@link #places}: nobody adds to them any more.
 */
final class Group {
    private enum Verdict {
        /** The owner decides: it commits, or has its units run again. */
        OWNER,
        /** It was undone, and its units don't run again: each fails with {@link Group#failure}. */
        FAILED
    }

    /** How far the COMMIT has come. */
    enum Commit {
        NOT_SENT,
        SENT,
        DONE
    }

    private final boolean joinable;
    private final Synchronous level;
    private final long sinceNanos;
    private final List<Place> places = new ArrayList<>(4);
    private int units;

    /** Null to a verdict, once, by the owner or the closer; OWNER to FAILED by an owner that an error keeps from going on. */
    private final AtomicReference<@Nullable Verdict> verdict = new AtomicReference<>();

    /** Makes each unit's exception. Written before the verdict FAILED, read after it. */
    private volatile @Nullable Function<Task, SqlaneException> failure;

    /** Belongs to the owner. */
    private Commit commit = Commit.NOT_SENT;

    /** Null to the owner's place, where its unit was undone. Belongs to the owner. */
    private @Nullable Place detached;

    /** Null while its units run for the first time. Written by the owner, who then passes the ownership on. */
    private @Nullable Replay replay;

    /**
     * @param joinable whether the first unit shares its transaction at all
     * @param level how durable its commit will be
     */
    Group(boolean joinable, Synchronous level, long sinceNanos) {
        this.joinable = joinable;
        this.level = level;
        this.sinceNanos = sinceNanos;
    }

    boolean isJoinable() {
        return joinable;
    }

    Synchronous level() {
        return level;
    }

    long sinceNanos() {
        return sinceNanos;
    }

    /** Adds a place, in the order in which their units run. */
    void add(Place place) {
        places.add(place);
    }

    /** Says that the owner's place has its outcome already, and does not wait for that of the others. */
    void detach(Place place) {
        detached = place;
    }

    /**
     * Takes the owner's place out if it is detached. Called where the closer does not read the places any more: after the owner has ended its lease, or
     * has the decision.
     *
     * @return whether it is
     */
    boolean removeDetached(Place place) {
        if (place != detached) {
            return false;
        }
        places.remove(place);
        return true;
    }

    List<Place> places() {
        return places;
    }

    /** Returns the place whose units follow those of {@code place}; null after the last. */
    @Nullable
    Place after(Place place) {
        int next = places.indexOf(place) + 1;
        return next < places.size() ? places.get(next) : null;
    }

    /** Returns how many units have run in it. */
    int units() {
        return units;
    }

    void countUnit() {
        units++;
    }

    /** Claims the decision for the owner. Returns false where the closer has made it. */
    boolean decide() {
        return verdict.compareAndSet(null, Verdict.OWNER);
    }

    /** Decides that the units fail, each with an exception of its own. Returns false where that is no longer open. */
    boolean fail(Function<Task, SqlaneException> newFailure) {
        if (verdict.get() != null) {
            return false;
        }
        failure = newFailure;
        return verdict.compareAndSet(null, Verdict.FAILED);
    }

    /** As {@link #fail}, by an owner that has the decision. */
    void failDecided(Function<Task, SqlaneException> newFailure) {
        failure = newFailure;
        verdict.set(Verdict.FAILED);
    }

    /** Returns the exception for a unit of a group that failed; null of one that did not. */
    @Nullable
    SqlaneException failureOf(Task task) {
        Function<Task, SqlaneException> made = failure;
        return verdict.get() == Verdict.FAILED && made != null ? made.apply(task) : null;
    }

    /** Notes how far its COMMIT has come, for whoever must say so after an error. */
    void setCommit(Commit reached) {
        commit = reached;
    }

    Commit commit() {
        return commit;
    }

    /** Returns how its units run again; null while they run for the first time. */
    @Nullable
    Replay replay() {
        return replay;
    }

    void setReplay(Replay newReplay) {
        replay = newReplay;
    }
}
