package dev.sqlane.sqlite.internal.pool;

import dev.sqlane.SqlaneException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;

/**
 * What the model checker may do to a queue whose owners share what they have begun: as a group of units does, without SQLite.
 *
 * @param <P> a place in the queue
 */
public abstract class BatonOperations<P> {
    /** What one group shares. Its fields are plain: the ownership guards them, and after that the settling. */
    private static final class Group<P> {
        private final List<P> places = new ArrayList<>();
        private boolean committed;
        private int ranAgain;
    }

    private final ModelTime time = new ModelTime(Duration.ZERO);
    private final Baton<P> baton;

    /** The group that the next owner joins. Plain, as in the engine's use but for the closer. */
    private @Nullable Group<P> open;

    private boolean inside;

    BatonOperations(Function<TimeSource, Baton<P>> maker) {
        baton = maker.apply(time);
    }

    @Operation
    public void write() throws SqlaneException {
        write(baton.enter(time.patient()));
    }

    @Operation
    public void fail() throws SqlaneException {
        fail(baton.enter(time.patient()));
    }

    /** Joins the open group or begins one; the last commits it and settles the others. */
    private void write(P place) {
        Group<P> group = join(place);
        if (baton.passOn(place)) {
            if (baton.awaitSettled(place)) {
                throw new IllegalStateException("owner again");
            }
            if (!group.committed) {
                throw new IllegalStateException("settled before the commit");
            }
            return;
        }
        open = null;
        group.committed = true;
        baton.leave(place);
        settleOthers(group, place);
    }

    /** As {@link #write}, but the last finds that the group failed: each place gets the ownership back once. */
    private void fail(P place) {
        Group<P> group = join(place);
        if (!baton.passOn(place)) {
            open = null;
            runAgain(group, place);
        } else if (baton.awaitSettled(place)) {
            runAgain(group, place);
        }
    }

    /** Counts itself, and gives the ownership to the next that has not run again, or settles all. */
    private void runAgain(Group<P> group, P place) {
        enterInside();
        inside = false;
        int next = ++group.ranAgain - 1;
        if (group.places.size() == group.ranAgain) {
            baton.leave(place);
            settleOthers(group, place);
            return;
        }
        P following = group.places.get(next);
        baton.passBack(place, following);
        if (baton.awaitSettled(place)) {
            throw new IllegalStateException("owner a third time");
        }
        if (group.ranAgain != group.places.size()) {
            throw new IllegalStateException("settled before all ran again");
        }
    }

    private Group<P> join(P place) {
        enterInside();
        Group<P> group = open;
        if (group == null) {
            group = new Group<>();
            open = group;
        }
        group.places.add(place);
        inside = false;
        return group;
    }

    private void enterInside() {
        if (inside) {
            throw new IllegalStateException("two owners");
        }
        inside = true;
    }

    private void settleOthers(Group<P> group, P place) {
        for (P other : group.places) {
            if (other != place) {
                baton.settle(other);
            }
        }
    }

    @Validate
    public void nothingIsMissing() {
        if (baton.isOwned() || open != null) {
            throw new IllegalStateException(baton.isOwned() ? "owned" : "a group is open");
        }
    }
}
