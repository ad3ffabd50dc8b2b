package dev.sqlane.lab.scenario;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Virtual threads, for a program that is compiled for Java 17, which has none. They are looked up when this class is
 * loaded: {@code Thread.ofVirtual().factory()}.
 */
public final class VirtualThreads {
    private static final @Nullable ThreadFactory FACTORY = find();

    private VirtualThreads() {}

    public static boolean available() {
        return FACTORY != null;
    }

    /**
     * Returns a factory of virtual threads.
     *
     * @param purpose what needs them, for the message
     * @throws IllegalArgumentException if this Java has none
     */
    public static ThreadFactory factory(String purpose) {
        if (FACTORY == null) {
            throw new IllegalArgumentException(
                    purpose + " needs virtual threads, which Java has since 21; this is Java "
                            + Runtime.version().feature() + ". Set JAVA_HOME to a JDK 21 or newer");
        }
        return FACTORY;
    }

    private static @Nullable ThreadFactory find() {
        if (Runtime.version().feature() < 21) {
            return null;
        }
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Class<?> virtualBuilder = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandle ofVirtual =
                    lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(virtualBuilder));
            MethodHandle factory = lookup.findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class));
            return (ThreadFactory) factory.invoke(ofVirtual.invoke());
        } catch (Throwable failure) {
            throw new IllegalStateException(
                    "Java " + Runtime.version() + " has no Thread.ofVirtual().factory()", failure);
        }
    }
}
