package dev.sqlane.lab.kills;

import dev.sqlane.lab.Check;
import dev.sqlane.lab.Measure;
import dev.sqlane.lab.writes.UnitChecker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What all kills of a round left behind. */
final class KillsTally {
    private final Map<String, Check> checks = new LinkedHashMap<>();
    private int kills;
    private int missed;
    private long acknowledged;
    private long lost;
    private long halved;
    private long doubled;

    /** Of all kills on this file: what was there after the last one is there after the next. */
    private long untoldInFile;

    private long untold;
    private long units;
    private long transactions;

    /**
     * Adds a kill.
     *
     * @param writing whether nothing had failed when it came
     * @param told what the threads of the killed process were told
     */
    void add(boolean writing, Told told, UnitChecker.Findings found) {
        kills++;
        missed += writing ? 0 : 1;
        acknowledged += told.acknowledged();
        units += told.units();
        transactions += told.transactions();
        lost += found.lost();
        halved += found.halved();
        doubled += found.doubled();
        untold += found.untold() - untoldInFile;
        untoldInFile = found.untold();
        for (Check check : found.checks()) {
            Check before = checks.get(check.name());
            if (before == null || before.held()) {
                String when = check.held() ? ", after each of " + kills + " kills" : ", after kill " + kills;
                checks.put(check.name(), new Check(check.name(), check.held(), check.detail() + when));
            }
        }
    }

    void newFile() {
        untoldInFile = 0;
    }

    long completed() {
        return acknowledged - lost;
    }

    long lost() {
        return lost;
    }

    long doubled() {
        return doubled;
    }

    Map<String, Measure> measures() {
        Map<String, Measure> measures = new LinkedHashMap<>();
        measures.put("kills", Measure.sum(kills));
        measures.put("halved", Measure.sum(halved));
        measures.put("unacknowledged", Measure.sum(untold));
        measures.put("unitsPerTransaction", Measure.median(transactions == 0 ? 0 : (double) units / transactions));
        return measures;
    }

    List<Check> checks() {
        List<Check> all = new ArrayList<>(checks.values());
        all.add(new Check(
                "every process wrote until it was killed",
                missed == 0,
                missed == 0 ? "all " + kills + " of them" : missed + " of " + kills + " did not"));
        return all;
    }
}
