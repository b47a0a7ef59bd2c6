import java.io.File;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.ValidationResult;

/** Usage: Vera FLAVOUR[,FLAVOUR…] FILE… One line for each file and flavour; exit 1 when any of them fails or cannot be read. */
public class Vera {
  public static void main(String[] args) {
    LogManager.getLogManager().reset();
    VeraGreenfieldFoundryProvider.initialise();
    boolean ok = args.length > 1;
    for (int i = 1; i < args.length; i++) {
      for (String id : args[0].split(",")) ok &= passes(id, new File(args[i]));
    }
    System.exit(ok ? 0 : 1);
  }

  // The flavour is named for the parser too: without it a file that declares nothing would be judged by something else.
  private static boolean passes(String id, File file) {
    PDFAFlavour flavour = PDFAFlavour.byFlavourId(id);
    try (var foundry = Foundries.defaultInstance(); PDFAParser parser = foundry.createParser(file, flavour); PDFAValidator validator = foundry.createValidator(flavour, false)) {
      ValidationResult result = validator.validate(parser);
      System.out.println((result.isCompliant() ? "PASS " : "FAIL ") + id + " " + file.getName());
      result.getFailedChecks().forEach((rule, count) -> System.out.println("  " + rule.getClause() + "-" + rule.getTestNumber() + ": " + count));
      return result.isCompliant();
    } catch (Exception e) {
      System.out.println("FAIL " + id + " " + file.getName() + ": " + e);
      return false;
    }
  }
}
