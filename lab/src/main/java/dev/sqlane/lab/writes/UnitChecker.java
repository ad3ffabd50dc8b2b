package dev.sqlane.lab.writes;

import dev.sqlane.lab.Check;
import dev.sqlane.lab.scenario.PlainFile;
import dev.sqlane.lab.scenario.Soundness;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Compares the units that were acknowledged with the entries, and the entries with the counters. */
public final class UnitChecker {
    /**
     * What was found.
     *
     * @param lost acknowledged units of which no entry is there
     * @param halved units of which some entries are there
     * @param doubled units whose entries are there more than once
     * @param untold units under way that are there
     * @param checks in words
     */
    public record Findings(long lost, long halved, long doubled, long untold, List<Check> checks) {
        public Findings {
            checks = List.copyOf(checks);
        }
    }

    private static final String UNITS = """
            select thread, number, count(*), count(distinct part) from entry group by thread, number""";

    /** The counters of a thread must be what its entries say, for any number of times that its units ran. */
    private static final String WRONG_COUNTERS = """
            select count(*) from counter
            left join (select thread, count(*) as rows, sum(number) as numbers from entry group by thread) using (thread)
            where changes * %1$d <> coalesce(rows, 0) * %2$d or total * %1$d <> coalesce(numbers, 0) * %2$d""";

    private final WriteUnit unit;

    /** The units of each thread of which an entry is there. */
    private final List<BitSet> found = new ArrayList<>();

    private long doubled;
    private long halved;

    private UnitChecker(WriteUnit unit, int threads) {
        this.unit = unit;
        for (int thread = 0; thread < threads; thread++) {
            found.add(new BitSet());
        }
    }

    /**
     * Checks a file on which nobody is working any more.
     *
     * @param acknowledged the numbers of the units that each thread was told are done
     * @param underWay the numbers of those of which nobody was told anything, and which may be there or not; for fewer threads where
     *     the others have none
     */
    public static Findings check(PlainFile file, WriteUnit unit, List<BitSet> acknowledged, List<BitSet> underWay)
            throws SQLException {
        UnitChecker checker = new UnitChecker(unit, acknowledged.size());
        checker.readEntries(file);
        long lost = cardinality(without(acknowledged, checker.found));
        List<BitSet> unacknowledged = without(checker.found, acknowledged);
        long failed = cardinality(without(unacknowledged, underWay));
        long wrongCounters = file.number(WRONG_COUNTERS.formatted(unit.inserts(), unit.updates()));
        return new Findings(
                lost,
                checker.halved,
                checker.doubled,
                cardinality(unacknowledged) - failed,
                List.of(
                        count("every acknowledged unit is there", lost, "missing"),
                        count("no unit is there twice", checker.doubled, "there more than once"),
                        count("every unit is whole", checker.halved, "there in part"),
                        count(
                                "no unit that failed is there",
                                failed,
                                "committed, although the application was told otherwise"),
                        count(
                                "each counter is what the entries say",
                                wrongCounters,
                                "of " + acknowledged.size() + " counters differ"),
                        Soundness.check(file)));
    }

    private void readEntries(PlainFile file) throws SQLException {
        try (Statement statement = file.connection().createStatement();
                ResultSet row = statement.executeQuery(UNITS)) {
            while (row.next()) {
                found.get(row.getInt(1)).set(row.getInt(2));
                int entries = row.getInt(3);
                int parts = row.getInt(4);
                if (parts < unit.inserts() || entries % unit.inserts() != 0) {
                    halved++;
                } else if (entries > unit.inserts()) {
                    doubled++;
                }
            }
        }
    }

    private static List<BitSet> without(List<BitSet> some, List<BitSet> others) {
        List<BitSet> rest = new ArrayList<>();
        for (int thread = 0; thread < some.size(); thread++) {
            BitSet own = (BitSet) some.get(thread).clone();
            if (thread < others.size()) {
                own.andNot(others.get(thread));
            }
            rest.add(own);
        }
        return rest;
    }

    private static long cardinality(List<BitSet> all) {
        return all.stream().mapToLong(BitSet::cardinality).sum();
    }

    private static Check count(String name, long offenders, String offence) {
        return new Check(name, offenders == 0, offenders == 0 ? "all of them looked at" : offenders + " " + offence);
    }
}
