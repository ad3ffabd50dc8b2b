package dev.sqlane.lab.scenario;

import dev.sqlane.lab.Sample;
import dev.sqlane.lab.strategy.Session;
import dev.sqlane.lab.strategy.Session.Commits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many units shared a transaction on average, over the time of a round, for sessions that group at all. What is kept is the
 * counts since the file was opened, so that leaving some out makes the others averages over longer. Used on one thread.
 */
public final class GroupSizes {
    private record Count(double seconds, Commits commits) {}

    private final Timeline<Count> counts = new Timeline<>((earlier, later) -> later);

    /** Looks now, that many seconds after measuring began. */
    public void sample(Session session, double seconds) {
        Optional<Commits> commits = session.commits();
        if (commits.isPresent()) {
            counts.add(new Count(seconds, commits.get()));
        }
    }

    /**
     * Returns the mean size of the groups between each two looks, with {@code groupSize} as its name; empty without any group. A look
     * between a COMMIT and the count of its units, which would see groups of less than one, is left out.
     */
    public Map<String, List<Sample>> timelines() {
        List<Sample> sizes = new ArrayList<>();
        Commits before = null;
        for (Count count : counts.points()) {
            Commits after = count.commits();
            if (before == null) {
                before = after;
                continue;
            }
            long units = after.units() - before.units();
            long transactions = after.transactions() - before.transactions();
            if (transactions > 0 && units >= transactions) {
                sizes.add(new Sample(rounded(count.seconds()), rounded((double) units / transactions)));
                before = after;
            }
        }
        return sizes.isEmpty() ? Map.of() : Map.of("groupSize", sizes);
    }

    private static double rounded(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }
}
