package dev.sqlane.lab.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is seen over the time of a round, in a bounded number of points, however long the round is: when there are {@link #MOST},
 * neighbours become one, and from then on so do those that follow. Used on one thread.
 *
 * @param <T> what is seen
 */
public final class Timeline<T> {
    /** A few pixels for each in a plot; a round of 4 s, looked at each 50 ms, stays as it is. */
    static final int MOST = 160;

    private final BinaryOperator<T> merge;
    private final List<T> points = new ArrayList<>();

    /** How many that were added make a point: 1, then doubled with each halving. */
    private int perPoint = 1;

    private @Nullable T open;
    private int inOpen;

    /**
     * Makes one that is empty.
     *
     * @param merge makes one of two neighbours, the earlier of which comes first
     */
    public Timeline(BinaryOperator<T> merge) {
        this.merge = merge;
    }

    public void add(T seen) {
        open = open == null ? seen : merge.apply(open, seen);
        inOpen++;
        if (inOpen == perPoint) {
            points.add(open);
            open = null;
            inOpen = 0;
            if (points.size() == MOST) {
                halve();
            }
        }
    }

    private void halve() {
        List<T> all = List.copyOf(points);
        points.clear();
        for (int point = 0; point < all.size(); point += 2) {
            points.add(merge.apply(all.get(point), all.get(point + 1)));
        }
        perPoint *= 2;
    }

    /** Returns the points, in the order of time. What does not make a whole point yet is not among them. */
    public List<T> points() {
        return List.copyOf(points);
    }
}
