import java.io.BufferedInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Asks veraPDF about many files and flavours in one start of the machine, which is most of the time.
 *
 * Usage: java -cp ... VeraCheck.java FLAVOUR[,FLAVOUR...] FILE...
 *
 * Prints, for each file and flavour in order, a line "pass" or "fail" and after it one line "- clause/test (times) message" for each
 * rule that is broken. A file that veraPDF cannot read is "fail" with the reason. The last line is "end".
 */
public class VeraCheck {
    public static void main(String[] arguments) {
        VeraGreenfieldFoundryProvider.initialise();
        StringBuilder report = new StringBuilder();
        for (int index = 1; index < arguments.length; index++) {
            for (String flavour : arguments[0].split(",")) {
                judge(PDFAFlavour.fromString(flavour), Path.of(arguments[index]), report);
            }
        }
        System.out.print(report + "end\n");
    }

    private static void judge(PDFAFlavour flavour, Path file, StringBuilder report) {
        if (flavour == PDFAFlavour.NO_FLAVOUR) {
            throw new IllegalArgumentException("no such flavour");
        }
        try (InputStream content = new BufferedInputStream(Files.newInputStream(file));
                PDFAParser parser = Foundries.defaultInstance().createParser(content, flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            report.append(result.isCompliant() ? "pass\n" : "fail\n");
            Map<String, Integer> broken = new TreeMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    String rule = assertion.getRuleId().getClause() + "/" + assertion.getRuleId().getTestNumber();
                    broken.merge(rule + " " + oneLine(assertion.getMessage()), 1, Integer::sum);
                }
            }
            broken.forEach((rule, times) -> report.append("- ").append(rule).append(" (").append(times).append(")\n"));
        } catch (Exception fault) {
            report.append("fail\n- ").append(oneLine(fault.toString())).append("\n");
        }
    }

    private static String oneLine(String text) {
        return text == null ? "" : text.replaceAll("\\s+", " ").trim();
    }
}
