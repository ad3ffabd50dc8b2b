package dev.sqlane.lab.upgrade;

import dev.sqlane.lab.Check;
import dev.sqlane.lab.scenario.PlainFile;
import dev.sqlane.lab.scenario.Soundness;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.List;

/**
 * Compares the transfers that were acknowledged with the ledger, and the ledger with the balances.
 */
final class TransferChecker {
    /**
     * What was found.
     *
     * @param lost acknowledged transfers that are not in the ledger
     * @param doubled transfers that are in the ledger more than once
     * @param checks in words
     */
    record Findings(long lost, long doubled, List<Check> checks) {}

    private TransferChecker() {}

    /** Checks a file that nobody is working on any more. */
    static Findings check(Path path, BitSet acknowledged) throws SQLException {
        try (PlainFile file = PlainFile.open(path)) {
            BitSet noted = new BitSet();
            long doubled = readLedger(file, noted);
            long lost = countWithout(acknowledged, noted);
            long unacknowledged = countWithout(noted, acknowledged);
            return new Findings(
                    lost,
                    doubled,
                    List.of(
                            sum(file),
                            balances(file),
                            count("every acknowledged transfer is in the ledger", lost, "missing"),
                            count("no transfer is there twice", doubled, "there more than once"),
                            count(
                                    "no transfer that failed is in the ledger",
                                    unacknowledged,
                                    "committed, although the application was told otherwise"),
                            Soundness.check(file)));
        }
    }

    /** Fills {@code noted} with the transfers in the ledger and returns how many are there more than once. */
    private static long readLedger(PlainFile file, BitSet noted) throws SQLException {
        try (Statement statement = file.connection().createStatement();
                ResultSet row = statement.executeQuery("select transfer, count(*) from ledger group by transfer")) {
            long doubled = 0;
            while (row.next()) {
                noted.set(row.getInt(1));
                if (row.getInt(2) > 1) {
                    doubled++;
                }
            }
            return doubled;
        }
    }

    private static long countWithout(BitSet some, BitSet others) {
        BitSet rest = (BitSet) some.clone();
        rest.andNot(others);
        return rest.cardinality();
    }

    private static Check sum(PlainFile file) throws SQLException {
        long expected = Transfer.ACCOUNTS * Transfer.INITIAL_BALANCE;
        long found = file.number("select sum(balance) from account");
        return new Check(
                "the sum of all balances is what it was",
                found == expected,
                found == expected ? "it is " + found : "it is " + found + " instead of " + expected);
    }

    /** A transaction that overwrote another one's balance is still in the ledger. */
    private static Check balances(PlainFile file) throws SQLException {
        long wrong = file.number("select count(*) from account a where a.balance <> " + Transfer.INITIAL_BALANCE
                + " - (select coalesce(sum(amount), 0) from ledger where source = a.id)"
                + " + (select coalesce(sum(amount), 0) from ledger where target = a.id)");
        return count("each balance is what the ledger says", wrong, "of " + Transfer.ACCOUNTS + " accounts differ");
    }

    private static Check count(String name, long offenders, String offence) {
        return new Check(name, offenders == 0, offenders == 0 ? "all of them looked at" : offenders + " " + offence);
    }
}
