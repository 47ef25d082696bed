package dev.promptlooper.contracts.testkit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The lines that the architecture draws, for every module's `ArchitectureTest`:
///
/// ```java
/// @Test
/// void moduleKeepsTheArchitecture() {
///     ArchitectureRules.of("dev.promptlooper.executor").core("limits", "ledger").check();
/// }
/// ```
///
/// Always checked: no cycles between packages; no wall clock and no sleeping outside of `*Configuration` and `*Application`
/// classes and those named with [#clocks]; no Jackson 2 and no `java.util.Date`; no HTTP client but that of `contracts.egress` and
/// a short list of others; nothing of another module except contracts and, with [#mayUse], what is named. Packages named with [#core] know neither Spring nor the Kafka clients.
public final class ArchitectureRules {

    private static final String ROOT = "dev.promptlooper";
    private static final String CONTRACTS = ROOT + ".contracts";
    private static final Set<String> CLOCK_CALLS = Set.of("java.lang.System.currentTimeMillis",
            "java.lang.Thread.sleep", "java.util.concurrent.TimeUnit.sleep",
            "java.time.Instant.now", "java.time.LocalDate.now", "java.time.LocalDateTime.now",
            "java.time.OffsetDateTime.now", "java.time.ZonedDateTime.now", "java.time.Clock.systemUTC",
            "java.time.Clock.systemDefaultZone", "java.time.InstantSource.system");

    /// Who else may make an HTTP client or a socket: what it leads to is a service of this project (the command line, the MCP
    /// gateway, the cluster's front and its look at health, the load of a benchmark), the issuer of tokens that the operator
    /// named, or a resource on the class path; never an endpoint.
    private static final Set<String> OTHER_CLIENTS = Set.of("Api", "RestApi", "Front", "ServiceProcess", "LiveClient",
            "IssuerKeys", "PostgresBinaries", "GatewayClient");
    private static final Pattern CLIENT_MAKERS = Pattern.compile("java\\.net\\.http\\.HttpClient\\.new.*"
            + "|java\\.net\\.URL\\.(openConnection|openStream|getContent)"
            + "|org\\.apache\\.hc\\.client5\\.http\\.impl\\..*\\.(create.*|custom|<init>)"
            + "|org\\.springframework\\.web\\.(client|reactive\\.function\\.client)\\..*\\.(create|builder|<init>)"
            + "|java\\.net\\.Socket\\.<init>|java\\.nio\\.channels\\.SocketChannel\\.open");

    private final String module;
    private final List<String> core = new ArrayList<>();
    private final List<String> clocks = new ArrayList<>();
    private final List<String> used = new ArrayList<>(List.of(CONTRACTS));

    private ArchitectureRules(String module) {
        this.module = module;
        used.add(module);
    }

    /// @param module root package of the module, for example `dev.promptlooper.executor`
    public static ArchitectureRules of(String module) {
        if (!module.startsWith(ROOT + ".")) {
            throw new IllegalArgumentException("a module's root package starts with " + ROOT + ", was " + module);
        }
        return new ArchitectureRules(module);
    }

    /// Packages below the module's root (with their sub-packages) that are plain Java.
    public ArchitectureRules core(String... packages) {
        Arrays.stream(packages).map(name -> module + "." + name + "..").forEach(core::add);
        return this;
    }

    /// Further classes, by simple name, that may read the wall clock or sleep. Say why at the call.
    public ArchitectureRules clocks(String... simpleNames) {
        clocks.addAll(Arrays.asList(simpleNames));
        return this;
    }

    /// Other modules whose **root package** (configurations and ports) this module builds on.
    public ArchitectureRules mayUse(String... rootPackages) {
        used.addAll(Arrays.asList(rootPackages));
        return this;
    }

    /// @throws AssertionError listing every violation
    public void check() {
        // The rules ask foreign classes for their names only; resolving them from the class path takes most of the time.
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        JavaClasses all = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("/test-classes/") && !location.contains("-tests.jar"))
                .importPackages(module);
        if (all.isEmpty()) {
            throw new AssertionError("no classes in " + module + "; is the root package right?");
        }
        List<String> problems = new ArrayList<>();
        for (ArchRule rule : rules()) {
            try {
                rule.allowEmptyShould(true).check(all);
            } catch (AssertionError e) {
                problems.add(e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new AssertionError(String.join("\n\n", problems));
        }
    }

    private List<ArchRule> rules() {
        List<ArchRule> rules = new ArrayList<>();
        rules.add(slices().matching(module + ".(*)..").should().beFreeOfCycles());
        rules.add(noClasses().should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml.jackson.databind..", "com.fasterxml.jackson.core..")
                .because("the project's JSON is Jackson 3 (tools.jackson); only its annotations keep the old package"));
        rules.add(noClasses().should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.(Date|Calendar|GregorianCalendar)|java\\.text\\.SimpleDateFormat")
                .because("times are epoch milliseconds or java.time"));
        rules.add(classes().should(leaveTheClockAlone())
                .because("clocks are injected, so that tests set the time instead of waiting for it"));
        rules.add(classes().should(leaveEndpointsToTheGuard())
                .because("what leads to endpoints goes through contracts.egress, which judges the address (ADR 019)"));
        rules.add(noClasses().should()
                .dependOnClassesThat(foreignInternals())
                .because("modules meet in contracts, and use of another module ends at its root package"));
        if (!core.isEmpty()) {
            rules.add(noClasses().that()
                    .resideInAnyPackage(core.toArray(String[]::new))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.springframework..", "org.apache.kafka.clients..",
                            "org.apache.kafka.streams..")
                    .because("the core is plain Java that a test can run without a server"));
        }
        return rules;
    }

    private DescribedPredicate<JavaClass> foreignInternals() {
        return DescribedPredicate.describe("are internals of another module",
                type -> resideInAPackage(ROOT + "..").test(type)
                        && used.stream().noneMatch(root -> isOpen(root, type)));
    }

    /// Contracts and the module itself are open as a whole, other modules in their root package only.
    private boolean isOpen(String root, JavaClass type) {
        String name = type.getPackageName();
        boolean whole = root.equals(CONTRACTS) || root.equals(module);
        return name.equals(root) || (whole && name.startsWith(root + "."));
    }

    private ArchCondition<JavaClass> leaveEndpointsToTheGuard() {
        return new ArchCondition<>("make no HTTP client of their own") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (type.getPackageName().equals(CONTRACTS + ".egress")
                        || OTHER_CLIENTS.contains(outermost(type).getSimpleName())) {
                    return;
                }
                for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                    String target = access.getTarget().getOwner().getName() + "." + access.getTarget().getName();
                    if (CLIENT_MAKERS.matcher(target).matches()) {
                        events.add(SimpleConditionEvent.violated(access, access.getDescription()));
                    }
                }
            }
        };
    }

    private static JavaClass outermost(JavaClass type) {
        JavaClass outer = type;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer;
    }

    private ArchCondition<JavaClass> leaveTheClockAlone() {
        return new ArchCondition<>("leave the wall clock to configuration classes") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String name = outermost(type).getSimpleName();
                if (name.endsWith("Configuration") || name.endsWith("Application") || clocks.contains(name)) {
                    return;
                }
                for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                    String target = access.getTarget().getOwner().getName() + "." + access.getTarget().getName();
                    if (CLOCK_CALLS.contains(target)) {
                        events.add(SimpleConditionEvent.violated(access, access.getDescription()));
                    }
                }
            }
        };
    }
}
