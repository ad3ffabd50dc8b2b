package dev.sqlane.lab.boots;

import dev.sqlane.lab.Check;
import dev.sqlane.lab.scenario.PlainFile;
import dev.sqlane.lab.scenario.Soundness;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares what the host was told with what is in the database, boot by boot:
 *
 * <ul>
 *   <li>an acknowledged boot has all its rows, in their final state;
 *   <li>no row of any boot is there twice;
 *   <li>no transaction is half there: a sandbox has all its labels and exactly one root file system, which the pin
 *       transaction replaces;
 *   <li>nothing that was acknowledged on the way is missing: where a later step of a boot has left a row, all
 *       earlier ones have, whether the boot failed in the end or not.
 * </ul>
 */
final class BootsChecker {
    /**
     * What was found.
     *
     * @param whole acknowledged boots that have all their rows
     * @param doubled boots of which some row is there more than once
     * @param checks in words
     */
    record Findings(long whole, long doubled, List<Check> checks) {}

    private static final String SANDBOXES = """
            select s.name, s.status = 'stopped', s.active_config is not null,
                (select count(*) from sandbox_label l where l.sandbox_id = s.id),
                (select count(distinct l.label_key) from sandbox_label l where l.sandbox_id = s.id),
                (select count(*) from sandbox_rootfs r where r.sandbox_id = s.id),
                (select count(*) from sandbox_rootfs r where r.sandbox_id = s.id and r.mode = 'pinned'),
                (select count(*) from run r where r.sandbox_id = s.id),
                (select count(*) from run r where r.sandbox_id = s.id and r.status = 'terminated'),
                (select count(*) from metric_sample m join run r on r.id = m.run_id where r.sandbox_id = s.id),
                (select count(distinct m.position) from metric_sample m join run r on r.id = m.run_id
                    where r.sandbox_id = s.id),
                (select coalesce(max(m.position), -1) + 1 from metric_sample m join run r on r.id = m.run_id
                    where r.sandbox_id = s.id)
            from sandbox s""";

    /** The rows that one boot has left. */
    private record Traces(
            boolean stopped,
            boolean activated,
            int labels,
            int distinctLabels,
            int rootfs,
            int pinned,
            int runs,
            int terminated,
            int samples,
            int distinctSamples,
            int highestSample) {
        boolean complete() {
            return stopped
                    && activated
                    && distinctLabels == HostBoot.LABELS.size()
                    && pinned >= 1
                    && runs >= 1
                    && terminated >= 1
                    && distinctSamples == SandboxEnd.SAMPLES;
        }

        boolean doubled() {
            return labels > distinctLabels || rootfs > 1 || runs > 1 || samples > distinctSamples;
        }

        boolean half() {
            return distinctLabels < HostBoot.LABELS.size() || rootfs < 1;
        }

        /** A later step has left a row and an earlier one has not. */
        boolean gap() {
            boolean pinMissing = pinned < 1;
            boolean sampleMissing = distinctSamples < highestSample;
            return (!pinMissing && !activated)
                    || (runs > 0 && pinMissing)
                    || sampleMissing
                    || (terminated > 0 && distinctSamples < SandboxEnd.SAMPLES)
                    || (stopped && terminated < 1);
        }
    }

    private BootsChecker() {}

    /**
     * Checks a file that nobody is working on any more.
     *
     * @param boots how many boots were asked for, numbered from 0
     * @param acknowledged those that the host was told are done
     */
    static Findings check(Path path, int boots, BitSet acknowledged) throws SQLException {
        try (PlainFile file = PlainFile.open(path)) {
            Map<String, Traces> traces = read(file);
            List<String> missing = new ArrayList<>();
            List<String> doubled = new ArrayList<>();
            List<String> half = new ArrayList<>();
            List<String> gaps = new ArrayList<>();
            for (int boot = 0; boot < boots; boot++) {
                String name = HostBoot.sandboxName(boot);
                Traces left = traces.get(name);
                if (acknowledged.get(boot) && (left == null || !left.complete())) {
                    missing.add(name);
                }
                if (left != null && left.doubled()) {
                    doubled.add(name);
                }
                if (left != null && left.half()) {
                    half.add(name);
                }
                if (left != null && left.gap()) {
                    gaps.add(name);
                }
            }
            return new Findings(
                    acknowledged.cardinality() - missing.size(),
                    doubled.size(),
                    List.of(
                            none("every acknowledged boot has all its rows", missing),
                            none("no row is there twice", doubled),
                            none("no transaction is half there", half),
                            none("nothing acknowledged on the way is missing", gaps),
                            Soundness.check(file)));
        }
    }

    private static Map<String, Traces> read(PlainFile file) throws SQLException {
        try (Statement statement = file.connection().createStatement();
                ResultSet row = statement.executeQuery(SANDBOXES)) {
            Map<String, Traces> traces = new HashMap<>();
            while (row.next()) {
                traces.put(
                        row.getString(1),
                        new Traces(
                                row.getBoolean(2),
                                row.getBoolean(3),
                                row.getInt(4),
                                row.getInt(5),
                                row.getInt(6),
                                row.getInt(7),
                                row.getInt(8),
                                row.getInt(9),
                                row.getInt(10),
                                row.getInt(11),
                                row.getInt(12)));
            }
            return traces;
        }
    }

    private static Check none(String name, List<String> offenders) {
        return new Check(
                name,
                offenders.isEmpty(),
                offenders.isEmpty()
                        ? "all of them looked at"
                        : offenders.size() + " of them, such as " + offenders.get(0));
    }
}
