package dev.sqlane.lab.kills;

import dev.sqlane.lab.scenario.PlainFile;
import dev.sqlane.lab.writes.UnitChecker;
import dev.sqlane.lab.writes.WriteUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A file that one process after another writes into and is killed, and what their threads were told. Each thread of each process has a
 * number of its own.
 */
final class KilledFile {
    /** Some ten thousand rows, so that looking at all of them after each kill stays cheap. */
    static final int PROCESSES = 10;

    private final Path path;
    private final int threads;
    private final List<BitSet> acknowledged = new ArrayList<>();
    private final List<BitSet> underWay = new ArrayList<>();

    private KilledFile(Path path, int threads) {
        this.path = path;
        this.threads = threads;
    }

    static KilledFile create(Path path, int threads) throws SQLException {
        try (PlainFile file = PlainFile.create(path, List.of())) {
            WriteUnit.addTablesTo(file, PROCESSES * threads);
        }
        return new KilledFile(path, threads);
    }

    Path path() {
        return path;
    }

    /** Returns the number of the next process's first thread. */
    int firstThread() {
        return acknowledged.size();
    }

    boolean usedUp() {
        return acknowledged.size() == PROCESSES * threads;
    }

    /**
     * Takes down what the threads of a process were told that is no more. The unit after the last one that was acknowledged may have been
     * under way.
     */
    void add(Told told) {
        for (int thread = 0; thread < threads; thread++) {
            int last = told.last(thread);
            BitSet done = new BitSet();
            done.set(1, last + 1);
            acknowledged.add(done);
            BitSet next = new BitSet();
            next.set(last + 1);
            underWay.add(next);
        }
    }

    /** Looks at the file and leaves its log as the kill has left it, for the next process to recover. */
    UnitChecker.Findings check() throws SQLException {
        List<BitSet> all = new ArrayList<>(acknowledged);
        while (all.size() < PROCESSES * threads) {
            all.add(new BitSet());
        }
        try (PlainFile file = PlainFile.look(path)) {
            return UnitChecker.check(file, UntilKilled.UNIT, all, underWay);
        }
    }

    void delete() throws IOException {
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(path.resolveSibling(path.getFileName() + suffix));
        }
    }
}
