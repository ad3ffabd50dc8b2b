package dev.sqlane.sqlite.internal.pool;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionResult;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.kotlinx.lincheck.util.ExceptionResult;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.verifier.Verifier;

/**
 * Runs small programs on a waiting structure in many interleavings, by Lincheck's model checker. The operations of a program really wait, so
 * what is checked is not that results are linearizable but that every thread ends, that no operation throws, and what the
 * program's {@code @Validate} method says.
 */
final class ModelChecker {
    private ModelChecker() {}

    /**
     * Checks some scenarios.
     *
     * @param program a public class with operations and a constructor without parameters
     * @param invocations how many interleavings of each scenario to try
     * @param scenarios operations by name: those of one thread after another, the threads apart by a bar, as in
     *     {@code "returnHeld use | giveUp"}
     */
    static void check(Class<?> program, int invocations, String... scenarios) {
        ModelCheckingOptions options = new ModelCheckingOptions()
                .actorsBefore(0)
                .iterations(0)
                .invocationsPerIteration(invocations)
                .minimizeFailedScenario(false)
                .verifier(NothingThrown.class)
                // A call's own clock: to switch threads there would tell nothing.
                .addGuarantee(ManagedStrategyGuaranteeKt.forClasses(
                                ModelTime.class.getName() + "$Impatience", ModelTime.class.getName())
                        .methods("nanoTime", "permit", "unpark")
                        .treatAsAtomic())
                .addGuarantee(ManagedStrategyGuaranteeKt.forClasses(Deadline.class.getName())
                        .allMethods()
                        .treatAsAtomic());
        for (String scenario : scenarios) {
            options.addCustomScenario(parse(program, scenario));
        }
        options.check(program);
    }

    private static ExecutionScenario parse(Class<?> program, String scenario) {
        List<List<Actor>> threads = new ArrayList<>();
        for (String thread : scenario.split("\\|", -1)) {
            List<Actor> actors = new ArrayList<>();
            for (String operation : thread.trim().split(" +", -1)) {
                actors.add(new Actor(method(program, operation), List.of()));
            }
            threads.add(actors);
        }
        return new ExecutionScenario(List.of(), threads, List.of(), null);
    }

    private static Method method(Class<?> program, String name) {
        try {
            return program.getMethod(name);
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(program + " has no operation " + name, e);
        }
    }

    /** Accepts every result but an exception. */
    public static final class NothingThrown implements Verifier {
        /** Called by Lincheck. */
        public NothingThrown(Class<?> program) {}

        @Override
        public boolean verifyResults(ExecutionScenario scenario, ExecutionResult results) {
            return results.getParallelResultsWithClock().stream()
                    .flatMap(List::stream)
                    .noneMatch(result -> result.getResult() instanceof ExceptionResult);
        }
    }
}
